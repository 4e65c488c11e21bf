/**
 * Query likelihood with Dirichlet smoothing as Terrier computes it:
 *
 *     part(t, d) = log2(1 + tf / (mu·F/T)) + log2(mu / (L + mu))
 *
 * F: occurrences of t in the collection, T: those of all terms. A part may be negative. The weights of the query do
 * not count: an expanded query is its set of terms. Zhai and Lafferty, SIGIR 2001. Reference:
 * org.terrier.matching.models.DirichletLM, Terrier 5.11: it too scores only the terms that the document holds.
 *
 * Departure: a negative weight turns the sign of the part, where Terrier would reward what is not wanted.
 */
import { optionError } from '@reprise/spec';
import { createSimilarity, type Similarity } from '../similarity.js';

export interface TerrierDirichletOptions {
  /** Weight of the collection in a document's language model, in tokens, above 0. Default 2500 (Terrier). */
  readonly mu?: number;
}

export function terrierDirichlet(options: TerrierDirichletOptions = {}): Similarity {
  const { mu = 2500 } = options;
  if (!(mu > 0 && mu < Number.POSITIVE_INFINITY)) throw optionError('mu', mu, 'a finite number above 0');

  return createSimilarity({
    name: 'terrierDirichlet',
    bind: ({ tokens }) => ({
      norm: (length) => Math.log2(mu / (length + mu)),
      term: ({ weight, collectionFrequency }) => {
        const prior = (mu * collectionFrequency) / tokens;
        const sign = Math.sign(weight);
        return (frequency, norm) => sign * (Math.log2(1 + frequency / prior) + norm);
      },
    }),
  });
}
