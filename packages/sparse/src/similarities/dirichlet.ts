/**
 * Query likelihood with Dirichlet smoothing:
 *
 *     part(t, d) = weight·max(0, ln(1 + tf / (mu·p(t))) + ln(mu / (L + mu))),     p(t) = (F + 1) / (T + 1)
 *
 * F: occurrences of t in the collection, T: those of all terms. Zhai and Lafferty, SIGIR 2001. Reference:
 * org.apache.lucene.search.similarities.LMDirichletSimilarity, Lucene 9.9.1: it too scores only the terms that the
 * document holds and raises a negative part to 0.
 *
 * Departures: mu is Anserini's 1000, not Lucene's 2000; float64 instead of float32; lengths are exact.
 */
import { optionError } from '@reprise/spec';
import { createSimilarity, type Similarity } from '../similarity.js';

export interface DirichletOptions {
  /** Weight of the collection in a document's language model, in tokens, above 0. Default 1000 (Anserini). */
  readonly mu?: number;
}

export function dirichlet(options: DirichletOptions = {}): Similarity {
  const { mu = 1000 } = options;
  if (!(mu > 0 && mu < Number.POSITIVE_INFINITY)) throw optionError('mu', mu, 'a finite number above 0');

  return createSimilarity({
    name: 'dirichlet',
    bind: ({ tokens }) => ({
      norm: (length) => Math.log(mu / (length + mu)),
      term: ({ weight, collectionFrequency }) => {
        const prior = (mu * (collectionFrequency + 1)) / (tokens + 1);
        return (frequency, norm) => weight * Math.max(0, Math.log(1 + frequency / prior) + norm);
      },
    }),
  });
}
