/**
 * ZRisk: how far each system stays below what is expected of it on each query, all systems being the baseline:
 *
 *     ZRisk_α(i) = Σ_{z>0} z_ij + (1 + α) Σ_{z<0} z_ij,     z_ij = (x_ij − e_ij) / √e_ij,     e_ij = S_i · T_j / N
 *
 * x_ij: value of system i on query j; S, T, N: the sums over queries, over systems and over all. Dinçer, Macdonald,
 * Ounis, Risk-sensitive evaluation and learning to rank using multiple baselines, SIGIR 2016. It depends on the set
 * of systems: name them wherever you print it. Where e_ij is 0 so is x_ij, and z_ij is taken as 0.
 */
import { RepriseError } from '@reprise/spec';
import { differences } from '../significance/differences.js';
import { checkAlpha } from './u-risk.js';

/**
 * One value a system, in the order given. `systems`: at least one list of values, one a query, in the same order of
 * queries, finite and not negative; else `INVALID_INPUT`. `alpha` ≥ 0.
 */
export function zRisk(systems: readonly (readonly number[])[], alpha: number): readonly number[] {
  checkAlpha(alpha);
  const [first] = systems;
  if (first === undefined) {
    throw new RepriseError('INVALID_INPUT', 'there are no systems: give the values of at least one');
  }
  systems.forEach((values, i) => {
    differences(first, values);
    const query = values.findIndex((value) => value < 0);
    if (query < 0) return;
    throw new RepriseError(
      'INVALID_INPUT',
      `value ${query} of system ${i} is ${values[query]}: give numbers of at least 0`,
      { details: { system: i, index: query, value: values[query] } },
    );
  });

  const ofSystem = systems.map((values) => values.reduce((sum, value) => sum + value, 0));
  const ofQuery = first.map((_, j) => systems.reduce((sum, values) => sum + values[j]!, 0));
  const ofAll = ofSystem.reduce((sum, value) => sum + value, 0);
  return systems.map((values, i) =>
    values.reduce((sum, value, j) => {
      const expected = (ofSystem[i]! / ofAll) * ofQuery[j]!;
      if (!(expected > 0)) return sum;
      const z = (value - expected) / Math.sqrt(expected);
      return sum + (z < 0 ? (1 + alpha) * z : z);
    }, 0),
  );
}
