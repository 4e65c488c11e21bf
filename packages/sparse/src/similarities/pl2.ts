/**
 * PL2: divergence from a Poisson distribution, Laplace's law of succession, normalisation 2:
 *
 *     part(t, d) = w / (TF + 1)·(TF·log2(TF / lambda) + (lambda - TF)·log2(e) + log2(2π·TF) / 2)
 *     TF         = tf·log2(1 + c·avgL/L),     lambda = F / N
 *
 * F: occurrences of t in the collection; w: the query weight divided by the query's largest. Amati and van
 * Rijsbergen, TOIS 2002 (doi 10.1145/582415.582416). Reference: org.terrier.matching.models.PL2, Terrier 5.11.
 *
 * No departures.
 */
import { createSimilarity, type Similarity } from '../similarity.js';
import { type DfrParameters, lengthNormaliser } from './dfr-parameters.js';
import { terrierCollection } from './terrier-collection.js';

export function pl2(options: DfrParameters = {}): Similarity {
  const normalise = lengthNormaliser(options);

  return createSimilarity({
    name: 'pl2',
    bind: (collection) => {
      const { documents, averageLength } = terrierCollection(collection);
      return {
        norm: (length) => normalise(averageLength, length),
        term: ({ relativeWeight, collectionFrequency }) => {
          const lambda = collectionFrequency / documents;
          return (frequency, norm) => {
            const tf = frequency * norm;
            const divergence = tf * Math.log2(tf / lambda) + (lambda - tf) * Math.LOG2E;
            return (relativeWeight / (tf + 1)) * (divergence + Math.log2(2 * Math.PI * tf) / 2);
          };
        },
      };
    },
  });
}
