import { feedback, retrieve, topK } from '@reprise/core';
import type { DenseIndex } from '@reprise/dense';
import { vectorRocchio } from '@reprise/prf-vector';
import type { Bench, Figures } from './bench.js';
import { loadCalibration } from './calibration/load-calibration.js';
import { median, millisecondsOf, processorClock, timeEach } from './measure.js';
import { recalls } from './recalls.js';
import { stepTimes } from './step-times.js';
import {
  denseOf,
  neighbours,
  onnxRuntime,
  ourGraph,
  queriesOf,
  searchOf,
  usearchExact,
  usearchGraph,
  type VectorSearch,
  vectra,
} from './vector-engines.js';
import { baseVectors, first, mixtures, type Vectors } from './vectors.js';

const rounds = 5;
const queryCount = 20;
const batchSize = 64;
/** Graphs take minutes for more. */
const mostInGraph = 10_000;

interface Engine {
  readonly engine: string;
  readonly search: VectorSearch;
}

/** Nearest vectors: exact, by codes and by graphs; and what vector feedback adds to two searches. */
export const denseBench: Bench = async function* ({ documents, peers, peerFolder }) {
  const base = await baseVectors();
  const vectors = mixtures(base, documents);
  const index = await denseOf(vectors, 'f32');
  yield* exact(vectors, [
    { engine: 'reprise f32', search: searchOf(index) },
    { engine: 'reprise int8', search: searchOf(await denseOf(vectors, 'int8')) },
    { engine: 'reprise int4', search: searchOf(await denseOf(vectors, 'int4')) },
    { engine: 'reprise binary', search: searchOf(await denseOf(vectors, 'binary')) },
    ...(peers
      ? [
          { engine: 'usearch exactSearch', search: usearchExact(vectors) },
          { engine: 'onnxruntime Gemm, TopK', search: await onnxRuntime(vectors) },
        ]
      : []),
  ]);
  yield await codes(base);

  yield await rocchioTimes(base, await denseOf(base, 'f32'));
  yield await rocchioTimes(vectors, index);
  yield await graphs(first(vectors, Math.min(documents, mostInGraph)), peers, peerFolder);
};

/** One query, which reading the rows limits, and a batch, which multiplying does. */
async function* exact(vectors: Vectors, engines: readonly Engine[]): AsyncGenerator<Figures> {
  const { count, dimensions, queries, name } = vectors;
  const calibration = await loadCalibration(count * dimensions * 4);
  const operations = 2 * batchSize * count * dimensions;
  const one = queries.slice(0, queryCount).map((query) => [query]);
  const many = [queries.slice(0, batchSize)];
  const limits = [
    {
      limit: `limit: read ${(calibration.bytes / 1e6).toFixed(0)} MB`,
      meet: calibration.readMemory,
      asked: one,
    },
    {
      limit: `limit: ${(operations / 1e9).toFixed(2)} Gflop in registers`,
      meet: () => calibration.compute(Math.ceil(operations / 96)),
      asked: many,
    },
  ];
  for (const { limit, meet, asked } of limits) {
    const times = await timeEach(
      [...engines.map(({ search }) => search), meet],
      asked,
      rounds,
      processorClock,
    );
    const p50 = times.map(median);
    const found = await recallsOf(engines, asked.flat());
    const least = p50.at(-1)!;
    const row = (engine: string, milliseconds: number, recall: number | string) => ({
      engine,
      'processor ms': milliseconds,
      'limit / time': least / milliseconds,
      'times ours': milliseconds / p50[0]!,
      [`recall@${neighbours}`]: recall,
    });
    const batch = asked[0]!.length;
    yield {
      title: `Search ${name}, ${dimensions} dimensions, ${batch === 1 ? 'one query' : `${batch} queries at once`}`,
      rows: [...engines.map(({ engine }, e) => row(engine, p50[e]!, found[e]!)), row(limit, least, '')],
      notes: [
        'One thread each. Codes are scored again by the vectors: 200 candidates of int8, 300 of int4, 1000 of binary.',
        'The limit is that of f32: codes read fewer bytes, and ONNX Runtime has wider registers than WebAssembly.',
      ],
    };
  }
}

/** What codes lose, on vectors as an encoder made them. */
async function codes(base: Vectors): Promise<Figures> {
  const [f32, int8, int4, binary] = await Promise.all([
    denseOf(base, 'f32'),
    denseOf(base, 'int8'),
    denseOf(base, 'int4'),
    denseOf(base, 'binary'),
  ]);
  const engines: Engine[] = [
    { engine: 'f32', search: searchOf(f32) },
    { engine: 'int8, 200 candidates', search: searchOf(int8) },
    { engine: 'int8, 30 candidates', search: searchOf(int8.with({ candidates: 30 })) },
    { engine: 'int4, 300 candidates', search: searchOf(int4) },
    { engine: 'int4, 30 candidates', search: searchOf(int4.with({ candidates: 30 })) },
    { engine: 'binary, 1000 candidates', search: searchOf(binary) },
    { engine: 'binary, 100 candidates', search: searchOf(binary.with({ candidates: 100 })) },
  ];
  const one = base.queries.map((query) => [query]);
  const times = await timeEach(
    engines.map(({ search }) => search),
    one,
    rounds,
    processorClock,
  );
  const found = await recallsOf(engines, base.queries);
  return {
    title: `Codes for ${base.name}: ${base.count} documents, ${base.queries.length} queries`,
    rows: engines.map(({ engine: precision }, e) => ({
      precision,
      [`recall@${neighbours}`]: found[e]!,
      'processor ms': median(times[e]!),
      'f32 / time': median(times[0]!) / median(times[e]!),
    })),
  };
}

/** Two searches and a step between them that no model has part in. */
function rocchioTimes({ name, queries }: Vectors, index: DenseIndex): Promise<Figures> {
  const dense = retrieve(index);
  const rocchio = feedback(vectorRocchio(), { documents: index, judge: topK(5) });
  return stepTimes({
    title: `dense >> vectorRocchio >> dense on ${name}, one query at a time`,
    step: 'vectorRocchio step',
    pipeline: dense.pipe(rocchio).pipe(dense),
    queries: queriesOf(queries.slice(0, queryCount)),
    depth: 5,
    fetch: (ids) => index.fetch(ids, ['vector']),
  });
}

/** Graphs beside the scan of codes that they have to beat. */
async function graphs(vectors: Vectors, peers: boolean, peerFolder: string | undefined): Promise<Figures> {
  const json = peers ? await vectra(peerFolder) : undefined;
  const builds: Readonly<Record<string, (vectors: Vectors) => Promise<VectorSearch>>> = {
    'reprise buildHnsw': ourGraph,
    'reprise int8, scan': async (all) => searchOf(await denseOf(all, 'int8')),
    ...(peers && { 'usearch itself': usearchGraph }),
    ...(json && { 'vectra, scan': json }),
  };
  const exactly: Engine = { engine: 'exact', search: searchOf(await denseOf(vectors, 'f32')) };
  const engines: Engine[] = [];
  const seconds: number[] = [];
  for (const [engine, build] of Object.entries(builds)) {
    const taken = await millisecondsOf(
      async () => engines.push({ engine, search: await build(vectors) }),
      processorClock,
    );
    seconds.push(taken / 1000);
  }
  const asked = vectors.queries.slice(0, batchSize);
  const one = asked.slice(0, queryCount).map((query) => [query]);
  const times = await timeEach(
    engines.map(({ search }) => search),
    one,
    rounds,
    processorClock,
  );
  const found = await recallsOf([exactly, ...engines], asked);
  return {
    title: `Approximate search of ${vectors.name}: the first ${vectors.count.toLocaleString('en')}`,
    rows: engines.map(({ engine }, e) => ({
      engine,
      'build, processor s': seconds[e]!,
      'processor ms': median(times[e]!),
      'times ours': median(times[e]!) / median(times[0]!),
      [`recall@${neighbours}`]: found[e + 1]!,
    })),
    notes: [
      'M 16, efConstruction 200, ef 256, one thread. buildHnsw scores all 256 candidates again by the vectors.',
      ...(peers && json === undefined ? ['vectra is measured where --peer-folder has it.'] : []),
    ],
  };
}

/** The share of the first engine's neighbours that each finds. */
async function recallsOf(engines: readonly Engine[], queries: readonly Float32Array[]): Promise<number[]> {
  return recalls(await Promise.all(engines.map(({ search }) => search(queries))));
}
