/**
 * GeoRisk: the geometric mean of a system's mean and of how safe it is among the others:
 *
 *     GeoRisk_α(i) = √( (S_i / c) · Φ(ZRisk_α(i) / c) )
 *
 * S_i: sum of the values of system i over c queries; Φ: distribution function of the standard normal. Dinçer,
 * Macdonald, Ounis, SIGIR 2016. Higher is better. Like ZRisk it depends on the set of systems.
 */
import { mean } from '../significance/moments.js';
import { normalCdf } from '../significance/normal.js';
import { zRisk } from './z-risk.js';

/** One value a system, in the order given. Takes and refuses what `zRisk` does. */
export function geoRisk(systems: readonly (readonly number[])[], alpha: number): readonly number[] {
  const risks = zRisk(systems, alpha);
  return systems.map((values, i) => Math.sqrt(mean(values) * normalCdf(risks[i]! / values.length)));
}
