import type { DenseVector, Feedback, FeedbackDocument, FeedbackStrategy } from '@reprise/spec';

export type VectorFeedback = Feedback<'vector', 'vector'>;
export type VectorStrategy = FeedbackStrategy<'vector', 'vector', 'vector'>;

export const vector = (...data: number[]): DenseVector => ({
  space: 'by hand',
  data: Float32Array.from(data),
});

/** Documents as a first pass ranks them. */
export function ranked(
  vectors: readonly (readonly number[])[],
  scores?: readonly number[],
): FeedbackDocument<'vector'>[] {
  return vectors.map((data, i) => ({
    id: `d${i + 1}`,
    rank: i + 1,
    score: scores?.[i] ?? vectors.length - i,
    vector: vector(...data),
  }));
}

export async function refined(strategy: VectorStrategy, feedback: VectorFeedback): Promise<number[]> {
  const [changed] = await strategy.refine([feedback]);
  return [...changed!.vector.data];
}

export const feedbackOn = (
  query: readonly number[],
  positive: readonly (readonly number[])[],
  negative: readonly (readonly number[])[] = [],
): VectorFeedback => ({
  query: { id: 'q', vector: vector(...query) },
  positive: ranked(positive),
  negative: ranked(negative).map((document) => ({ ...document, id: `n${document.id}` })),
});
