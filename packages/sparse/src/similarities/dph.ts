/**
 * DPH, a model of divergence from randomness without parameters:
 *
 *     part(t, d) = w·(1 - f)² / (tf + 1)·(tf·log2(tf·avgL/L·N/F) + log2(2π·tf·(1 - f)) / 2),     f = tf / L
 *
 * F: occurrences of t in the collection; w: the query weight divided by the query's largest. Amati et al., FUB,
 * IASI-CNR and University of Tor Vergata at TREC 2007 Blog track. Reference: org.terrier.matching.models.DPH,
 * Terrier 5.11: it too takes 0.99999 for the f of a document that holds nothing but t.
 *
 * No departures.
 */
import { createSimilarity, type Similarity } from '../similarity.js';
import { terrierCollection } from './terrier-collection.js';

export function dph(): Similarity {
  return createSimilarity({
    name: 'dph',
    bind: (collection) => {
      const { documents, averageLength } = terrierCollection(collection);
      return {
        norm: (length) => length,
        term: ({ relativeWeight, collectionFrequency }) => {
          const rarity = (averageLength * documents) / collectionFrequency;
          return (tf, length) => {
            const rest = 1 - (tf < length ? tf / length : 0.99999);
            const information = tf * Math.log2((tf * rarity) / length);
            const correction = Math.log2(2 * Math.PI * tf * rest) / 2;
            return ((relativeWeight * rest * rest) / (tf + 1)) * (information + correction);
          };
        },
      };
    },
  });
}
