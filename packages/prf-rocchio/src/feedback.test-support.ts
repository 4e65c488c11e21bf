import type { CollectionStatistics, Feedback, FeedbackStrategy, Progress } from '@reprise/spec';

export type TermsFeedback = Feedback<'terms', 'terms'>;
export type Strategy =
  | FeedbackStrategy<'terms', 'terms', 'terms'>
  | FeedbackStrategy<'terms', 'terms', 'terms' | 'weighting'>;

/** For core, whose types ask of one strategy at a time what it writes. */
export const asTermsStrategy = (strategy: Strategy): FeedbackStrategy<'terms', 'terms', 'terms'> =>
  strategy as FeedbackStrategy<'terms', 'terms', 'terms'>;

export const bag = (terms: Record<string, number>): ReadonlyMap<string, number> =>
  new Map(Object.entries(terms));

/** The new query's terms, in their order. */
export async function refine(strategy: Strategy, feedback: TermsFeedback): Promise<[string, number][]> {
  const [changed] = await strategy.refine([feedback]);
  return [...changed!.terms];
}

/** What a call tells while it runs. */
export async function told(strategy: Strategy, feedback: readonly TermsFeedback[]): Promise<Progress[]> {
  const events: Progress[] = [];
  await strategy.refine(feedback, { onProgress: (event) => events.push(event) });
  return events;
}

/** Of a collection of which every term says the same. */
export function statisticsOf(
  documents: number,
  tokens: number,
  documentFrequency: number,
  collectionFrequency: number,
): CollectionStatistics {
  return {
    documents,
    tokens,
    documentFrequency: () => documentFrequency,
    collectionFrequency: () => collectionFrequency,
  };
}

/** A query of two terms, two relevant documents and one that is not. */
export const example: TermsFeedback = {
  query: { id: 'q', terms: bag({ apple: 1, cherry: 1 }) },
  positive: [
    { id: 'd3', rank: 1, score: 1.008302, terms: bag({ apple: 1, cherry: 2, date: 1 }) },
    { id: 'd2', rank: 2, score: 0.556863, terms: bag({ banana: 1, cherry: 1 }) },
  ],
  negative: [{ id: 'd5', rank: 4, score: 0.174837, terms: bag({ apple: 1, zed: 99 }) }],
};
