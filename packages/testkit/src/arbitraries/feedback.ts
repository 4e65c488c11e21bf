import type { Feedback, FeedbackDocument, Has, Kind, Query } from '@reprise/spec';
import fc from 'fast-check';
import { numbers } from './numbers.js';
import { termsQueries, vectorQueries } from './queries.js';
import { type TermsOptions, termBags, type VectorOptions, vectors } from './representations.js';

/** Feedback over bags of terms. */
export function termsFeedback(options: TermsOptions = {}): fc.Arbitrary<Feedback<'terms', 'terms'>> {
  return feedbackOf(
    termsQueries(options),
    termBags(options).map((terms) => ({ terms })),
  );
}

/** Feedback over vectors of one space. */
export function vectorFeedback(options: VectorOptions = {}): fc.Arbitrary<Feedback<'vector', 'vector'>> {
  return feedbackOf(
    vectorQueries(options),
    vectors(options).map((vector) => ({ vector })),
  );
}

/**
 * Feedback of kinds of your own: one to five positive and up to two negative documents, either taken from a
 * ranking (rank, score) or judged from outside (grade).
 */
export function feedbackOf<Reads extends Kind, Sees extends Kind>(
  queries: fc.Arbitrary<Query<Reads>>,
  representations: fc.Arbitrary<Has<Sees>>,
): fc.Arbitrary<Feedback<Reads, Sees>> {
  const documents = (minLength: number, maxLength: number) =>
    fc.array(fc.tuple(representations, numbers(0.5, 30)), { minLength, maxLength });
  return fc
    .tuple(queries, documents(1, 5), documents(0, 2), fc.boolean())
    .map(([query, positive, negative, retrieved]) => {
      const judged = [...positive, ...negative].map(([, strength]) => strength).sort((a, b) => b - a);
      const at = ([held]: readonly [Has<Sees>, number], i: number): FeedbackDocument<Sees> => ({
        id: `d${i}`,
        ...(retrieved ? { rank: i + 1, score: judged[i]! } : { grade: judged[i]! }),
        ...held,
      });
      return {
        query,
        positive: positive.map(at),
        negative: negative.map((document, i) => at(document, positive.length + i)),
      };
    });
}
