import { expect, it } from 'vitest';
import { numbersBelowOne } from '../synthetic.js';
import { javascriptMaxSim, unrolledMaxSim } from './max-sim-javascript.js';
import { kernelMaxSim, kernelMaxSimInt8 } from './max-sim-kernels.js';
import { onnxMaxSim } from './max-sim-onnx.js';
import type { MaxSimTask } from './max-sim-task.js';

const dimensions = 16;

/** Documents of one, two and five rows; all products with the first are negative, which padding with 0 would hide. */
function smallTask(): MaxSimTask {
  const below = numbersBelowOne(9);
  const data = new Float32Array(4 * dimensions).map(below);
  const rows = new Float32Array(8 * dimensions).map((_, at) => (at < dimensions ? -below() : below() - 0.5));
  const weights = Float32Array.of(1, 0.5, 2, 0.25);
  return {
    dimensions,
    query: { space: 'small', dimensions, data, weights },
    rows,
    starts: Uint32Array.of(0, 1, 3, 8),
  };
}

function naive({ query, rows, starts }: MaxSimTask): number[] {
  const product = (i: number, row: number): number => {
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum += query.data[i * dimensions + d]! * rows[row * dimensions + d]!;
    return sum;
  };
  return [0, 1, 2].map((document) => {
    let score = 0;
    for (const [i, weight] of query.weights.entries()) {
      let most = -Infinity;
      for (let row = starts[document]!; row < starts[document + 1]!; row++) {
        most = Math.max(most, product(i, row));
      }
      score += weight * most;
    }
    return score;
  });
}

it.each([
  ['our kernels', kernelMaxSim, 5],
  ['our kernels on bytes', kernelMaxSimInt8, 1],
  ['unrolled JavaScript', unrolledMaxSim, 5],
  ['the fastest JavaScript', javascriptMaxSim, 5],
  ['ONNX Runtime', onnxMaxSim, 5],
])('%s score documents of different lengths as the formula says', async (_, engine, digits) => {
  const task = smallTask();
  const scores = await (await engine(task))();
  expect(scores).toHaveLength(3);
  for (const [document, wanted] of naive(task).entries()) {
    expect(scores[document]).toBeCloseTo(wanted, digits);
  }
});
