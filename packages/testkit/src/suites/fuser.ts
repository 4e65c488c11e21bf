import type { Fuser, Hit } from '@reprise/spec';
import fc from 'fast-check';
import { branches, hits } from '../arbitraries/hits.js';
import { hostileIds } from '../arbitraries/hostile-ids.js';
import { checkHits } from '../laws/check-hits.js';
import { ensure, ensureSame } from '../laws/ensure.js';
import { type ConformanceOptions, type Law, type Make, registerLaws } from '../laws/law.js';
import { declarationLaw } from './declaration.js';

export interface FuserConformanceOptions extends Pick<ConformanceOptions, 'runs'> {
  /** How many branches it takes, such as 2 for an interpolation. Default: any number. */
  readonly branches?: number;
  /** Scores to fuse, such as none below 0. Default: as in `hits`. */
  readonly scores?: fc.Arbitrary<number>;
  /** Whether a branch's place has a meaning, such as a weight. Default false. */
  readonly orderMatters?: boolean;
}

/** Adding up in another order changes the last bits of a score. */
const roundingOfSums = 1e-9;

/** The laws of a fuser. */
export function fuserLaws(make: Make<Fuser>, options: FuserConformanceOptions = {}): readonly Law[] {
  const { runs = 100, branches: count, scores, orderMatters = false } = options;
  const scored = scores === undefined ? {} : { scores };
  const lists = (ids?: fc.Arbitrary<string>): fc.Arbitrary<readonly (readonly Hit[])[]> => {
    const of = ids === undefined ? scored : { ...scored, ids };
    return count === undefined ? branches(of) : fc.array(hits(of), { minLength: count, maxLength: count });
  };
  const forRankings = async (
    rankings: fc.Arbitrary<readonly (readonly Hit[])[]>,
    check: (rankings: readonly (readonly Hit[])[], fuser: Fuser) => void,
  ): Promise<void> => {
    const fuser = await make();
    fc.assert(
      fc.property(rankings, (found) => check(found, fuser)),
      { numRuns: runs },
    );
  };
  const checkUnion = (rankings: readonly (readonly Hit[])[], fuser: Fuser): void => {
    const fused = fuser.fuse(rankings);
    checkHits(fused, fuser.name);
    const ids = new Set(rankings.flat().map(({ id }) => id));
    ensure(fused.length === ids.size, `${fuser.name} gives ${fused.length} of ${ids.size} documents`);
    for (const { id } of fused)
      ensure(ids.has(id), `${fuser.name} gives ${JSON.stringify(id)}, which nobody found`);
  };
  const laws: Law[] = [
    declarationLaw(make, []),
    {
      name: 'gives every document of every ranking once, in order',
      check: () => forRankings(lists(), checkUnion),
    },
    {
      name: 'bears hostile ids',
      check: () => forRankings(lists(hostileIds()), checkUnion),
    },
    {
      name: 'gives nothing for rankings that are all empty',
      check: () => forRankings(fc.constant(new Array(count ?? 3).fill([])), checkUnion),
    },
    {
      name: 'leaves its inputs unchanged and gives the same answer again',
      check: () =>
        forRankings(lists(), (rankings, fuser) => {
          const before = structuredClone(rankings);
          const first = fuser.fuse(rankings);
          ensureSame(before, rankings, `${fuser.name} changes what it is given`);
          ensureSame(first, fuser.fuse(rankings), `${fuser.name} answers differently again`);
        }),
    },
    {
      name: 'keeps the order of a ranking that it is given alone, or beside empty ones',
      check: () =>
        forRankings(
          hits(scored).map((found) => [found, ...new Array((count ?? 1) - 1).fill([])]),
          (rankings, fuser) =>
            ensureSame(
              rankings[0]?.map(({ id }) => id),
              fuser.fuse(rankings).map(({ id }) => id),
              `${fuser.name} changes the order of one ranking`,
            ),
        ),
    },
  ];
  if (!orderMatters) {
    laws.push({
      name: 'does not mind the order of the rankings',
      check: () =>
        forRankings(lists(), (rankings, fuser) =>
          ensureSame(
            byId(fuser.fuse(rankings)),
            byId(fuser.fuse([...rankings].reverse())),
            `${fuser.name} minds the order of the rankings`,
            roundingOfSums,
          ),
        ),
    });
  }
  return laws;
}

function byId(fused: readonly Hit[]): readonly Hit[] {
  return [...fused].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Registers `fuserLaws` with vitest. */
export function fuserConformance(make: Make<Fuser>, options: FuserConformanceOptions = {}): void {
  registerLaws('a fuser', fuserLaws(make, options));
}
