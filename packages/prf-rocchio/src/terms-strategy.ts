import { type Feedback, type FeedbackStrategy, type Has, pacer, type RunOptions } from '@reprise/spec';
import type { TermFilterOptions } from './term-filter.js';
import { byWeight, type WeightedTerm } from './weighted-terms.js';

/** What a method makes of one query. */
export interface Expansion {
  readonly terms: readonly WeightedTerm[];
  /** How many terms the documents gave. 0: nothing passed, and the query stands alone. */
  readonly feedbackTerms: number;
  /** Ids of the documents left out because their score is not above 0. */
  readonly skipped?: readonly string[];
}

export interface Method {
  readonly name: string;
  readonly expand: (feedback: Feedback<'terms', 'terms'>) => Expansion;
  /** Whether it should tell frequent terms and cannot. */
  readonly blind?: boolean;
  /** What to do where no term of the documents passes. */
  readonly remedy: string;
}

/** The strategy that runs a method query by query and says what went wrong on the way. */
export function termsStrategy(method: Method): FeedbackStrategy<'terms', 'terms', 'terms'> {
  return Object.freeze({
    spec: 'v1',
    name: method.name,
    reads: ['terms'],
    sees: ['terms'],
    writes: ['terms'],
    refine: (batch, options) => expandAll(method, batch, options),
  } satisfies FeedbackStrategy<'terms', 'terms', 'terms'>);
}

/** The new terms of each query, in the order of its expansion. */
export async function expandAll(
  method: Method,
  batch: readonly Feedback<'terms', 'terms'>[],
  { signal, onProgress }: RunOptions = {},
): Promise<readonly Has<'terms'>[]> {
  const { name, expand, blind = false } = method;
  const pause = pacer(signal);
  if (blind) {
    onProgress?.({
      kind: 'warning',
      code: 'NO_STATISTICS',
      stage: name,
      message:
        `terms that are frequent in the collection were not left out: give ${name} the statistics of the index, ` +
        'or set maxDocumentFrequency to 1',
    });
  }
  const rewritten: Has<'terms'>[] = [];
  for (const { query, positive, negative } of batch) {
    await pause();
    const expansion = expand({ query, positive, negative });
    if (onProgress !== undefined) warn(query.id, positive.length, method, expansion, onProgress);
    rewritten.push({ terms: new Map(expansion.terms) });
  }
  return rewritten;
}

/** Whether a filter by document frequency is wanted that has no frequencies. */
export function isBlind({ statistics, maxDocumentFrequency }: TermFilterOptions): boolean {
  return statistics === undefined && maxDocumentFrequency !== 1;
}

/** A vector as a query's terms: none of weight 0, heaviest first. */
export function asTerms(weights: Iterable<WeightedTerm>): readonly WeightedTerm[] {
  return [...weights].filter(([, weight]) => weight !== 0).sort(byWeight);
}

function warn(
  id: string,
  documents: number,
  { name, remedy }: Method,
  { feedbackTerms, skipped = [] }: Expansion,
  tell: NonNullable<RunOptions['onProgress']>,
): void {
  const query = `query ${JSON.stringify(id)}`;
  if (skipped.length > 0) {
    tell({
      kind: 'warning',
      code: 'SKIPPED_DOCUMENT',
      stage: name,
      id,
      message:
        `${query}: ${skipped.length} of ${documents} feedback documents have a score of 0 or less and were left out: ` +
        'use a first pass with scores above 0, or a judge that gives grades',
    });
  }
  if (feedbackTerms === 0) {
    tell({
      kind: 'warning',
      code: 'NO_FEEDBACK_TERMS',
      stage: name,
      id,
      message:
        `${query} was not expanded, as the filters of ${name} left no term of its ${documents} feedback documents: ` +
        remedy,
    });
  }
}
