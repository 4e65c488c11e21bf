/**
 * BB2: divergence from Bose-Einstein statistics, a ratio of two Bernoulli processes, normalisation 2:
 *
 *     part(t, d) = w·(F + 1) / (n·(TF + 1))·(S(N + F - 1, N + F - TF - 2) - S(F, F - TF) - log2(N - 1) - log2(e))
 *     S(x, y)    = (y + 0.5)·log2(x / y) + (x - y)·log2(x),     TF = tf·log2(1 + c·avgL/L)
 *
 * F: occurrences of t in the collection; w: the query weight divided by the query's largest. Amati and van
 * Rijsbergen, TOIS 2002 (doi 10.1145/582415.582416). Reference: org.terrier.matching.models.BB2, Terrier 5.11.
 *
 * Departures, where Terrier's score is no number: a TF of at least F, as of a rare term in a short document, counts
 * as F - 0.5 (F / 2 if that is more); N is at least 2.
 */
import { createSimilarity, type Similarity } from '../similarity.js';
import { type DfrParameters, lengthNormaliser } from './dfr-parameters.js';
import { terrierCollection } from './terrier-collection.js';

export function bb2(options: DfrParameters = {}): Similarity {
  const normalise = lengthNormaliser(options);

  return createSimilarity({
    name: 'bb2',
    bind: (collection) => {
      const { documents, averageLength } = terrierCollection(collection);
      const count = Math.max(2, documents);
      const constant = -Math.log2(count - 1) - Math.LOG2E;
      return {
        norm: (length) => normalise(averageLength, length),
        term: ({ relativeWeight, documentFrequency: n, collectionFrequency: F }) => {
          const w = (relativeWeight * (F + 1)) / n;
          const most = Math.max(F - 0.5, F / 2);
          return (frequency, norm) => {
            const normalised = frequency * norm;
            const tf = normalised < F ? normalised : most;
            const states = stirling(count + F - 1, count + F - tf - 2) - stirling(F, F - tf);
            return (w / (tf + 1)) * (constant + states);
          };
        },
      };
    },
  });
}

/** What is left of log2(x! / y!) after terms that cancel out: Stirling's approximation. */
const stirling = (x: number, y: number): number => (y + 0.5) * Math.log2(x / y) + (x - y) * Math.log2(x);
