/**
 * DIME: keeps the dimensions of the query that matter for it and sets the others to 0.
 *
 *     q'(i) = q(i) if u(i) is among the ρ·d largest, else 0
 *     feedback:   u(i) = q(i)·p(i),  p = mean of the feedback documents
 *     softmax:    u(i) = q(i)·p(i),  p = Σ w·d,  w = softmax(score / τ) over the feedback documents
 *     magnitude:  u(i) = |q(i)|
 *
 * u keeps its sign: a dimension in which query and documents disagree goes first. Documents are searched by the inner
 * product and stay as they are. Faggioli, Ferro, Perego and Tonellotto: Dimension Importance Estimation for Dense
 * Information Retrieval, SIGIR 2024; the softmax weights as in its reproduction of 2025.
 *
 * One judged document, as `given` gives it, makes `feedback` the paper's active feedback.
 *
 * Departures:
 * - ρ·d is rounded, and at least one dimension stays; of equal u the lower dimension stays.
 * - A judge's grade is a document's weight in the mean; `softmax` heeds scores alone.
 */
import { type FeedbackDocument, type FeedbackStrategy, optionError, RepriseError } from '@reprise/spec';
import { addWeighted, strength } from './arithmetic.js';
import { vectorsStrategy } from './vectors-strategy.js';

export interface DimeOptions {
  /** How the importance u is told. Default `'feedback'`. */
  readonly importance?: 'feedback' | 'softmax' | 'magnitude';
  /** ρ, the share of dimensions to keep, above 0 and at most 1. Default 0.8, the mildest of the paper's grid. */
  readonly keep?: number;
  /** τ of `softmax`, above 0, in units of the first pass's scores. The source names no value, so there is no default. */
  readonly temperature?: number;
}

/** DIME over vectors. `softmax` needs documents that the first pass scored, and fails with `INVALID_INPUT` without. */
export function dime(options: DimeOptions = {}): FeedbackStrategy<'vector', 'vector', 'vector'> {
  const { importance = 'feedback', keep = 0.8, temperature } = options;
  const known = ['feedback', 'softmax', 'magnitude'];
  if (!known.includes(importance)) throw optionError('importance', importance, `one of ${known.join(', ')}`);
  if (!(keep > 0 && keep <= 1)) throw optionError('keep', keep, 'a share above 0 and at most 1');
  if (
    importance === 'softmax' &&
    !(temperature !== undefined && temperature > 0 && Number.isFinite(temperature))
  ) {
    throw optionError('temperature', temperature, 'a number above 0, such as 0.1');
  }

  return vectorsStrategy('dime', ({ query, positive }) => {
    const { data } = query.vector;
    const shares =
      importance === 'softmax' ? softmax(positive, temperature as number) : positive.map(strength);
    const p = new Float64Array(data.length);
    for (const [i, document] of positive.entries()) addWeighted(p, shares[i]!, document.vector.data);
    const u = Float64Array.from(data, (value, i) =>
      importance === 'magnitude' ? Math.abs(value) : value * (p[i] as number),
    );
    const kept = Array.from(u.keys())
      .sort((a, b) => (u[b] as number) - (u[a] as number) || a - b)
      .slice(0, Math.max(1, Math.round(keep * data.length)));
    const masked = new Float64Array(data.length);
    for (const i of kept) masked[i] = data[i] as number;
    return masked;
  });
}

function softmax(documents: readonly FeedbackDocument<'vector'>[], temperature: number): readonly number[] {
  const scores = documents.map(({ id, score }) => {
    if (score !== undefined) return score;
    throw new RepriseError(
      'INVALID_INPUT',
      `document ${JSON.stringify(id)} has no score in the first pass, which softmax weighs by: use importance 'feedback'`,
      { details: { id } },
    );
  });
  const highest = Math.max(...scores);
  return scores.map((score) => Math.exp((score - highest) / temperature));
}
