import { compareHits, type Judge, type Judgements, type Kind, type Ranking } from '@reprise/spec';
import type fc from 'fast-check';
import { batchLaws } from '../laws/batch-laws.js';
import { ensure } from '../laws/ensure.js';
import { type ConformanceOptions, type Law, type Make, registerLaws } from '../laws/law.js';
import { onlyDeclared } from '../laws/only-declared.js';
import { declarationLaw } from './declaration.js';

export interface JudgeConformanceOptions extends ConformanceOptions {
  /** Whether it may name documents that were not retrieved, as a person may. Default false. */
  readonly explicit?: boolean;
}

/** The laws of a judge. `rankings` makes rankings whose queries hold what it reads; see `rankings`. */
export function judgeLaws<Reads extends Kind>(
  make: Make<Judge<Reads>>,
  rankings: fc.Arbitrary<Ranking<Reads>>,
  options: JudgeConformanceOptions = {},
): readonly Law[] {
  const { explicit = false } = options;
  return [
    declarationLaw(make, ['reads']),
    ...batchLaws<Judge<Reads>, Ranking<Reads>, Judgements>(
      {
        make,
        items: rankings,
        call: async (judge, batch, run) => judge.judge(batch, run),
        checkOutput: (judgements, { hits }, { name }) => {
          const retrieved = new Set(hits.map(({ id }) => id));
          for (const side of ['positive', 'negative'] as const) {
            checkSide(judgements?.[side], `${name}, ${side}`, explicit ? undefined : retrieved);
          }
        },
        guard: (ranking, { reads, name }) => ({
          ...ranking,
          query: onlyDeclared(ranking.query, reads, name),
        }),
        rename: (ranking, id) => ({
          query: { ...ranking.query, id: id(ranking.query.id) },
          hits: ranking.hits.map((hit) => ({ ...hit, id: id(hit.id) })).sort(compareHits),
        }),
        mindsIds: true,
      },
      options,
    ),
  ];
}

function checkSide(
  judged: Judgements['positive'] | undefined,
  of: string,
  retrieved: ReadonlySet<string> | undefined,
): void {
  ensure(Array.isArray(judged), `${of}: not a list`);
  const seen = new Set<string>();
  for (const { id, grade } of judged) {
    const shown = JSON.stringify(id);
    ensure(typeof id === 'string' && id !== '', `${of}: a judgement with the id ${shown}`);
    ensure(!seen.has(id), `${of}: ${shown} twice`);
    ensure(retrieved?.has(id) ?? true, `${of}: ${shown}, which was not retrieved`);
    ensure(
      grade === undefined || (Number.isFinite(grade) && grade > 0),
      `${of}: the grade ${grade} for ${shown}`,
    );
    seen.add(id);
  }
}

/** Registers `judgeLaws` with vitest. */
export function judgeConformance<Reads extends Kind>(
  make: Make<Judge<Reads>>,
  rankings: fc.Arbitrary<Ranking<Reads>>,
  options: JudgeConformanceOptions = {},
): void {
  registerLaws('a judge', judgeLaws(make, rankings, options));
}
