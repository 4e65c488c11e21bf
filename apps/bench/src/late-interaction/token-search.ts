import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildMultivector,
  type MultivectorIndex,
  type Precision,
  verifyMultivector,
} from '@reprise/multivector';
import type { Query } from '@reprise/spec';
import type { Figures } from '../bench.js';
import { median, millisecondsOf, processorClock, timeEach } from '../measure.js';
import { recalls } from '../recalls.js';
import { queryRows, topicalTokens } from './topical-tokens.js';

const rounds = 1;
/** Searching all takes most of the time. */
const timedQueries = 5;
const k = 10;
/** As many as ColBERT-PRF asks for. */
const centroidCount = 24;
const dimensions = 96;
/** Half a million rows. */
const mostDocuments = 3600;
const precisions = ['f32', 'f16', 'int8', 'residual4', 'residual2', 'residual1'] as const;

type TokenQuery = Query<'tokens'>;

interface Built {
  readonly index: MultivectorIndex;
  readonly seconds: number;
  readonly bytesPerToken: number;
}

/** Every precision: building, size on disk, nearest tokens; and search of all documents and of those that centroids point to. */
export async function* tokenSearchTimes(documents: number): AsyncGenerator<Figures> {
  const collection = topicalTokens(Math.min(documents, mostDocuments), dimensions);
  const folder = await mkdtemp(join(tmpdir(), 'reprise-bench-'));
  const built: Built[] = [];
  try {
    for (const precision of precisions) built.push(await build(precision, join(folder, precision)));
  } finally {
    await rm(folder, { recursive: true });
  }
  const { documents: held, queries, rows } = collection;
  const what = `${held.length} made-up documents of ${rows} token rows, ${dimensions} dimensions`;
  const asked = queries.slice(0, timedQueries);
  const nearest = await timeEach(
    built.map(
      ({ index }) =>
        ({ tokens }: TokenQuery) =>
          index.nearestTokens(tokens.data.subarray(0, centroidCount * dimensions), k),
    ),
    asked,
    rounds,
    processorClock,
  );
  yield {
    title: `Index ${what}`,
    rows: built.map(({ index, seconds, bytesPerToken }, p) => ({
      precision: index.precision,
      'build, processor s': seconds,
      'bytes a row, on disk': bytesPerToken,
      [`${k} nearest tokens of ${centroidCount} rows, processor ms`]: median(nearest[p]!),
    })),
  };
  const views = (['all', 'centroids'] as const).flatMap((candidates) =>
    built.map(({ index }) => index.with({ candidates })),
  );
  const found: string[][][] = [];
  for (const view of views) {
    const hits = await view.search(queries, k);
    found.push(hits.map((ofQuery) => ofQuery.map(({ id }) => id)));
  }
  const overlap = recalls(found);
  const times = await timeEach(
    views.map((view) => (query: TokenQuery) => view.search([query], k)),
    asked,
    rounds,
    processorClock,
  );
  const p50 = times.map(median);
  yield {
    title: `Search ${what}`,
    rows: built.map(({ index }, p) => {
      const pruned = precisions.length + p;
      return {
        precision: index.precision,
        'all, processor ms': p50[p]!,
        [`all, overlap@${k}`]: overlap[p]!,
        'centroids, processor ms': p50[pruned]!,
        [`centroids, overlap@${k}`]: overlap[pruned]!,
        'all / centroids': p50[p]! / p50[pruned]!,
      };
    }),
    notes: [
      `One query of ${queryRows} rows at a time. The overlap is with what f32 finds among all documents.`,
    ],
  };

  async function build(precision: Precision, directory: string): Promise<Built> {
    const indexes: MultivectorIndex[] = [];
    const taken = await millisecondsOf(
      async () => indexes.push(await buildMultivector(collection.documents, { precision })),
      processorClock,
    );
    const index = indexes[0]!;
    await index.save(directory);
    const { bytesPerToken } = await verifyMultivector(directory);
    return { index, seconds: taken / 1000, bytesPerToken };
  }
}
