import type { MaxSimEngine, MaxSimTask } from './max-sim-task.js';

/** What rows i to i + 3 of the query add to the score of the document of rows `first` to `last`. */
type ScoreOfFour<Numbers> = (
  query: Numbers,
  i: number,
  weights: Float32Array,
  rows: Float32Array,
  first: number,
  last: number,
  dimensions: number,
) => number;

/** MaxSim in JavaScript, unrolled as is usual: four rows of the query at a time with one of the document. */
export const unrolledMaxSim = (task: MaxSimTask): MaxSimEngine => inFours(task, task.query.data, scoreByRow);

/**
 * MaxSim as plain JavaScript does it fastest, as far as we found: four rows of the query with two of the document at a time,
 * so that six values read make eight products and no sum waits for another; the query in float64, which needs no conversion.
 */
export const javascriptMaxSim = (task: MaxSimTask): MaxSimEngine =>
  inFours(task, Float64Array.from(task.query.data), scoreByTwoRows);

function inFours<Numbers>(
  { dimensions, query: { weights }, rows, starts }: MaxSimTask,
  query: Numbers,
  scoreOfFour: ScoreOfFour<Numbers>,
): MaxSimEngine {
  const scores = new Float32Array(starts.length - 1);
  return () => {
    for (let document = 0; document < scores.length; document++) {
      const [first, last] = [starts[document]!, starts[document + 1]! - 1];
      let score = 0;
      for (let i = 0; i < weights.length; i += 4) {
        score += scoreOfFour(query, i, weights, rows, first, last, dimensions);
      }
      scores[document] = score;
    }
    return scores.slice();
  };
}

function scoreByRow(
  query: Float32Array,
  i: number,
  weights: Float32Array,
  rows: Float32Array,
  first: number,
  last: number,
  dimensions: number,
): number {
  const a = i * dimensions;
  const b = a + dimensions;
  const c = b + dimensions;
  const d = c + dimensions;
  let mostA = -Infinity;
  let mostB = -Infinity;
  let mostC = -Infinity;
  let mostD = -Infinity;
  for (let row = first; row <= last; row++) {
    const x = row * dimensions;
    let ax = 0;
    let bx = 0;
    let cx = 0;
    let dx = 0;
    for (let j = 0; j < dimensions; j++) {
      const value = rows[x + j]!;
      ax += value * query[a + j]!;
      bx += value * query[b + j]!;
      cx += value * query[c + j]!;
      dx += value * query[d + j]!;
    }
    if (ax > mostA) mostA = ax;
    if (bx > mostB) mostB = bx;
    if (cx > mostC) mostC = cx;
    if (dx > mostD) mostD = dx;
  }
  return weights[i]! * mostA + weights[i + 1]! * mostB + weights[i + 2]! * mostC + weights[i + 3]! * mostD;
}

/** An odd last row is taken twice, which changes no maximum. */
function scoreByTwoRows(
  query: Float64Array,
  i: number,
  weights: Float32Array,
  rows: Float32Array,
  first: number,
  last: number,
  dimensions: number,
): number {
  const a = i * dimensions;
  const b = a + dimensions;
  const c = b + dimensions;
  const d = c + dimensions;
  let mostA = -Infinity;
  let mostB = -Infinity;
  let mostC = -Infinity;
  let mostD = -Infinity;
  for (let row = first; row <= last; row += 2) {
    const x = row * dimensions;
    const y = Math.min(row + 1, last) * dimensions;
    let ax = 0;
    let ay = 0;
    let bx = 0;
    let by = 0;
    let cx = 0;
    let cy = 0;
    let dx = 0;
    let dy = 0;
    for (let j = 0; j < dimensions; j++) {
      const one = rows[x + j]!;
      const other = rows[y + j]!;
      let value = query[a + j]!;
      ax += value * one;
      ay += value * other;
      value = query[b + j]!;
      bx += value * one;
      by += value * other;
      value = query[c + j]!;
      cx += value * one;
      cy += value * other;
      value = query[d + j]!;
      dx += value * one;
      dy += value * other;
    }
    mostA = Math.max(mostA, ax, ay);
    mostB = Math.max(mostB, bx, by);
    mostC = Math.max(mostC, cx, cy);
    mostD = Math.max(mostD, dx, dy);
  }
  return weights[i]! * mostA + weights[i + 1]! * mostB + weights[i + 2]! * mostC + weights[i + 3]! * mostD;
}
