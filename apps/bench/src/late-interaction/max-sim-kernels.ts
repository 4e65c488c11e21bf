import { type Block, type Kernels, loadKernels, quantiseInt8, quantiseQuery } from '@reprise/kernels';
import { rowsOf } from '../vectors.js';
import type { MaxSimEngine, MaxSimTask } from './max-sim-task.js';

/** `maxSim` of our kernels, over float32 rows. */
export async function kernelMaxSim(task: MaxSimTask): Promise<MaxSimEngine> {
  const kernels = await loadKernels();
  const { query, rows } = task;
  const scan = {
    ...common(kernels, task),
    query: placed(kernels, query.data),
    weights: placed(kernels, query.weights),
    rows: placed(kernels, rows),
  };
  return () => {
    kernels.maxSim(scan);
    return kernels.view(scan.scores, Float32Array).slice();
  };
}

/** `maxSimInt8` of our kernels, over int8 rows. */
export async function kernelMaxSimInt8(task: MaxSimTask): Promise<MaxSimEngine> {
  const kernels = await loadKernels();
  const { dimensions, query, rows } = task;
  const codes = new Int8Array(rows.length);
  const scales = Float32Array.from(rowsOf(rows, dimensions), (row, i) =>
    quantiseInt8(row, codes.subarray(i * dimensions, (i + 1) * dimensions)),
  );
  const asked = new Int16Array(query.data.length);
  const weights = Float32Array.from(
    rowsOf(query.data, dimensions),
    (row, i) => query.weights[i]! * quantiseQuery(row, asked.subarray(i * dimensions, (i + 1) * dimensions)),
  );
  const scan = {
    ...common(kernels, task),
    query: placed(kernels, asked),
    weights: placed(kernels, weights),
    rows: placed(kernels, codes),
    scales: placed(kernels, scales),
  };
  return () => {
    kernels.maxSimInt8(scan);
    return kernels.view(scan.scores, Float32Array).slice();
  };
}

function common(kernels: Kernels, { dimensions, query, starts }: MaxSimTask) {
  const documentCount = starts.length - 1;
  const ranges = new Uint32Array(2 * documentCount);
  for (let document = 0; document < documentCount; document++) {
    ranges.set([starts[document]!, starts[document + 1]! - starts[document]!], 2 * document);
  }
  return {
    queryRows: query.weights.length,
    stride: dimensions,
    ranges: placed(kernels, ranges),
    documentCount,
    scores: kernels.allocate(documentCount * 4),
  };
}

function placed(kernels: Kernels, values: Float32Array | Uint32Array | Int16Array | Int8Array): Block {
  const block = kernels.allocate(values.byteLength);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  kernels.view(block, Uint8Array).set(bytes);
  return block;
}
