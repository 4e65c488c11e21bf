import { type Fuser, type Kind, optionError, type Query, type Ranking, RepriseError } from '@reprise/spec';
import { checkHits } from './check-plugin.js';
import { createStage } from './create-stage.js';
import { type Part, runParts, stepsSince } from './part.js';
import { inOrder } from './retrieve.js';
import type { Shape, Stage } from './stage.js';

/** Any stage that ends in a ranking; `Stage` itself would pin the kinds. */
interface Branch {
  readonly name: string;
  readonly input: Shape;
  readonly output: 'ranking';
  readonly requires: readonly Kind[];
  readonly adds: readonly Kind[];
  readonly drops: readonly Kind[];
  readonly parts: readonly Part[];
}

type InputOf<B> = B extends Stage<infer In, 'ranking', infer _R, infer _A, infer _D> ? In : never;
type RequiredBy<B> = B extends Stage<infer _I, 'ranking', infer R, infer _A, infer _D> ? R : never;
type AddedBy<B> = B extends Stage<infer _I, 'ranking', infer _R, infer A, infer _D> ? A : never;

/** Branches that take different shapes leave nothing that could be run. */
type Common<In extends Shape> = [Shape] extends [In] ? never : In;

/**
 * Runs every branch on the same input and merges their rankings. The query that leaves holds each
 * representation as the leftmost branch that holds it has it. Branches that begin with the same stages
 * share the work.
 */
export function fuse<B extends readonly Branch[]>(
  fuser: Fuser,
  ...branches: B
): Stage<Common<InputOf<B[number]>>, 'ranking', RequiredBy<B[number]>, AddedBy<B[number]>> {
  const [first] = branches;
  if (first === undefined) throw optionError('branches', branches.length, 'at least one branch to fuse');
  for (const branch of branches) {
    if (branch.output !== 'ranking' || branch.input !== first.input) {
      throw new RepriseError(
        'INCOMPATIBLE_STAGES',
        `the branch ${branch.name} turns a ${branch.input} into a ${branch.output}: ` +
          `every branch of ${fuser.name} must turn a ${first.input} into a ranking`,
        { details: { branch: branch.name, fuser: fuser.name } },
      );
    }
  }
  const all = (kinds: 'requires' | 'adds'): readonly Kind[] => [
    ...new Set(branches.flatMap((branch) => branch[kinds])),
  ];
  return createStage([
    {
      name: `${fuser.name}(${branches.map((branch) => branch.name).join(', ')})`,
      input: first.input,
      output: 'ranking',
      requires: all('requires'),
      adds: all('adds'),
      drops: first.drops.filter((kind) => branches.every((branch) => branch.drops.includes(kind))),
      execute: async (batch, { options, memo = new WeakMap() }) => {
        const results = await Promise.all(
          branches.map((branch) => runParts(branch.parts, batch, { options, memo })),
        );
        return batch.map((item, i) => {
          const rankings = results.map((result) => result[i] as Ranking);
          const hits = fuser.fuse(rankings.map((ranking) => ranking.hits));
          checkHits(fuser.name, hits, Number.POSITIVE_INFINITY);
          return {
            value: { query: mergeQueries(rankings.map(({ query }) => query)), hits: inOrder(hits) },
            branches: rankings.map(({ query }) => stepsSince(item, query)),
          };
        });
      },
    },
  ]);
}

function mergeQueries(queries: readonly Query[]): Query {
  return Object.assign({}, ...[...queries].reverse()) as Query;
}
