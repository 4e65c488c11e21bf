/**
 * The rows whose sketches are nearest to those of vectors. Up to 65,536 rows all sketches are looked at; above, those of the
 * rows of the best centroids, which are themselves told by sketches.
 */
import type { Block } from '@reprise/kernels';
import { partsOf } from './lists.js';
import { withBlocks } from './memory.js';
import type { MultivectorData } from './multivector-data.js';
import { type Sketch, sketchQueries, sketchStride } from './row-sketches.js';

/** Up to so many the sketches of all are looked at. */
export const fewRows: number = 2 ** 16;

/** Sketches looked at for each row wanted, where not all are; and at least. */
const looked = { factor: 4, least: 8192 };

/** Their products stay in the cache until the best are selected. */
const rowsAtOnce = 1024;

/** Those whose sketches have the greatest products with a vector's, ascending. */
export function rowsBySketches(
  data: MultivectorData,
  vectors: Float32Array,
  wanted: number,
  pace: () => Promise<void> | undefined,
): Promise<readonly Uint32Array[]> {
  const { kernels, rows, dimensions, codebook } = data;
  const lists = data.lists();
  const count = vectors.length / dimensions;
  const lookedAt = Math.max(wanted * looked.factor, looked.least);
  return withBlocks(kernels, async (take) => {
    const sketches = await data.sketches();
    const codes = await sketchQueries(data, sketches, vectors);
    // Where all look at the same sketches they do so together, else one by one.
    const every =
      rows.count <= fewRows ? Uint32Array.from({ length: codebook.count }, (_, i) => i) : undefined;
    const together = every ? count : 1;
    const queries = take(together * sketchStride * 2);
    const scores = take(together * rowsAtOnce * 4);
    const selections = Array.from({ length: together }, () => kernels.select(wanted));
    try {
      const near: Uint32Array[] = [];
      for (let i = 0; i < count; i += together) {
        const these = codes.subarray(i * sketchStride, (i + together) * sketchStride);
        kernels.view(queries, Int16Array).set(these);
        const centroids = every ?? (await centroidsNear(data, sketches.centroids, queries, lookedAt));
        await sketches.complete(centroids, pace);
        for (const [firstRow, rowCount] of partsOf(lists, centroids, rowsAtOnce)) {
          kernels.dotInt8({
            queries,
            queryCount: together,
            rows: sketches.rows.codes,
            scales: sketches.rows.scales,
            firstRow,
            rowCount,
            stride: sketchStride,
            scores,
          });
          for (const [query, selection] of selections.entries()) {
            selection.offer({ scores, firstScore: query * rowCount, firstRow, rowCount });
          }
          const pause = pace();
          if (pause) await pause;
        }
        for (const selection of selections) {
          const places = selection.take().rows;
          near.push(places.map((place) => lists.rows[place]!).sort());
        }
      }
      return near;
    } finally {
      for (const selection of selections) selection.release();
    }
  });
}

/** The best centroids of a query, ascending: as many as have `wanted` rows. */
function centroidsNear(
  { kernels, lists }: MultivectorData,
  { codes, scales, count }: Sketch,
  queries: Block,
  wanted: number,
): Promise<Uint32Array> {
  const { starts } = lists();
  return withBlocks(kernels, (take) => {
    const scores = take(count * 4);
    kernels.dotInt8({ queries, rows: codes, scales, rowCount: count, stride: sketchStride, scores });
    for (let probes = Math.min(128, count); ; probes = Math.min(2 * probes, count)) {
      const selection = kernels.select(probes);
      try {
        selection.offer({ scores, rowCount: count });
        const best = selection.take().rows;
        let found = 0;
        const enough = best.findIndex((centroid) => {
          found += starts[centroid + 1]! - starts[centroid]!;
          return found >= wanted;
        });
        if (enough >= 0 || probes === count) return best.slice(0, enough < 0 ? count : enough + 1).sort();
      } finally {
        selection.release();
      }
    }
  });
}
