import { type Hit, RepriseError } from '@reprise/spec';
import { excerpt } from './parse-error.js';

/**
 * How a score is written. `exact`: the shortest text that reads back as the same number. `float32`: the
 * shortest that reads back as the same float32, which is what trec_eval up to 9.0.8 compares. A number: so
 * many decimals, from 0 to 20.
 */
export type ScorePrecision = 'exact' | 'float32' | number;

export function scoreText(score: number, precision: ScorePrecision): string {
  if (precision === 'exact') return String(score);
  return precision === 'float32' ? shortestFloat32(score) : score.toFixed(precision);
}

function shortestFloat32(score: number): string {
  const single = Math.fround(score);
  for (let digits = 6; digits < 9; digits++) {
    const text = String(Number(single.toPrecision(digits)));
    if (Math.fround(Number(text)) === single) return text;
  }
  return String(Number(single.toPrecision(9)));
}

/**
 * The hits with scores that fall strictly as float32, each as little below its own as that takes, so that
 * trec_eval (score descending as float32, ties by id descending) ranks them in the order they are in.
 */
export function withoutTies(hits: readonly Hit[]): readonly Hit[] {
  let previous = Number.POSITIVE_INFINITY;
  return hits.map(({ id, score }) => {
    const single = Math.fround(score);
    previous = single < previous ? single : below(previous);
    if (!Number.isFinite(previous)) {
      throw new RepriseError(
        'INVALID_INPUT',
        `the score ${score} of ${excerpt(id)} is no float32: rescale the scores`,
        {
          details: { id, value: score },
        },
      );
    }
    return { id, score: previous };
  });
}

const bits = new DataView(new ArrayBuffer(4));

/** The next float32 below. */
function below(value: number): number {
  if (value === 0) return -(2 ** -149);
  bits.setFloat32(0, value);
  bits.setInt32(0, bits.getInt32(0) + (value > 0 ? -1 : 1));
  return bits.getFloat32(0);
}
