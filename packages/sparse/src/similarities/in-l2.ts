/**
 * InL2: inverse document frequency, Laplace's law of succession, normalisation 2:
 *
 *     part(t, d) = w·TF / (TF + 1)·log2((N + 1) / (n + 0.5)),     TF = tf·log2(1 + c·avgL/L)
 *
 * w: the query weight divided by the query's largest. Amati and van Rijsbergen, TOIS 2002
 * (doi 10.1145/582415.582416). Reference: org.terrier.matching.models.InL2, Terrier 5.11.
 *
 * No departures.
 */
import { createSimilarity, type Similarity } from '../similarity.js';
import { type DfrParameters, lengthNormaliser } from './dfr-parameters.js';
import { terrierCollection } from './terrier-collection.js';

export function inL2(options: DfrParameters = {}): Similarity {
  const normalise = lengthNormaliser(options);

  return createSimilarity({
    name: 'inL2',
    bind: (collection) => {
      const { documents, averageLength } = terrierCollection(collection);
      return {
        norm: (length) => normalise(averageLength, length),
        term: ({ relativeWeight, documentFrequency: n }) => {
          const w = relativeWeight * Math.log2((documents + 1) / (n + 0.5));
          return (frequency, norm) => {
            const tf = frequency * norm;
            return (w * tf) / (tf + 1);
          };
        },
      };
    },
  });
}
