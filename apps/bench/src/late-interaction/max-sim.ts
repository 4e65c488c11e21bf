import type { Figures } from '../bench.js';
import { loadCalibration } from '../calibration/load-calibration.js';
import { median, processorClock, timeEach } from '../measure.js';
import { javascriptMaxSim, unrolledMaxSim } from './max-sim-javascript.js';
import { kernelMaxSim, kernelMaxSimInt8 } from './max-sim-kernels.js';
import { onnxMaxSim } from './max-sim-onnx.js';
import { type MaxSimEngine, maxSimTask } from './max-sim-task.js';
import { queryRows, topicalTokens } from './topical-tokens.js';

const rounds = 3;
/** What is compared is the loop, so it needs no more. */
const mostDocuments = 1000;

/** MaxSim of one query with all documents, which multiplying limits. */
export async function maxSimTimes(documents: number, dimensions: number, peers: boolean): Promise<Figures> {
  const count = Math.min(documents, mostDocuments);
  const task = maxSimTask(topicalTokens(count, dimensions));
  const rows = task.starts.at(-1)!;
  const operations = 2 * queryRows * rows * dimensions;
  const calibration = await loadCalibration(64);
  const engines: Record<string, MaxSimEngine> = {
    'reprise maxSim': await kernelMaxSim(task),
    'reprise maxSimInt8': await kernelMaxSimInt8(task),
    ...(peers && {
      'tuned JavaScript: 4 query rows at once': unrolledMaxSim(task),
      'fastest JavaScript: 4 with 2 of the document': javascriptMaxSim(task),
      'onnxruntime MatMul, ReduceMax': await onnxMaxSim(task),
    }),
  };
  const scores: Float32Array[] = [];
  for (const engine of Object.values(engines)) scores.push(await engine());
  const meet = () => calibration.compute(Math.ceil(operations / 96));
  const times = await timeEach([...Object.values(engines), meet], [undefined], rounds, processorClock);
  const p50 = times.map(median);
  const least = p50.at(-1)!;
  const row = (engine: string, milliseconds: number, error: number | string) => ({
    engine,
    'processor ms': milliseconds,
    'limit / time': least / milliseconds,
    'times ours': milliseconds / p50[0]!,
    'largest error': error,
  });
  return {
    title: `MaxSim of ${queryRows} rows with ${count} documents of ${rows} rows, ${dimensions} dimensions`,
    rows: [
      ...Object.keys(engines).map((engine, e) => row(engine, p50[e]!, largestError(scores[e]!, scores[0]!))),
      row(`limit: ${(operations / 1e9).toFixed(2)} Gflop in registers`, least, ''),
    ],
    notes: [
      'One thread each. Errors are shares of the scores of maxSim. maxSimInt8 multiplies eight numbers at a time.',
      'ONNX Runtime gets documents that are filled up to the longest, beforehand, and has wider registers than WebAssembly.',
    ],
  };
}

function largestError(scores: Float32Array, wanted: Float32Array): number {
  return scores.reduce((most, score, i) => Math.max(most, Math.abs(score / wanted[i]! - 1)), 0);
}
