import type { Block, Kernels } from './kernels.js';
import { type Loops, loopsOf } from './loops.js';
import { paddedLength } from './padded-length.js';

/**
 * Points and centres in the kernels' memory, and what k-means notes about them. Where the points lie far from 0, seen
 * from how they spread, all are there less the points' mean: so ‖x‖² + ‖c‖² − 2x·c keeps its digits. Nothing is
 * allocated until they are released, and no view is emptied.
 */
export interface KMeansPoints {
  readonly loops: Loops;
  readonly count: number;
  /** `count` up to a multiple of four: further rows are 0. */
  readonly rowCount: number;
  readonly stride: number;
  readonly clusters: number;
  /** Squared distance to the mean, per dimension. */
  readonly variance: number;
  /** How many rows to score at a time. */
  readonly portion: number;
  readonly parts: Parts;
  /** Takes [clusters][dimensions]. */
  readonly setCentres: (centres: Float32Array) => void;
  /** [clusters][dimensions] */
  readonly centres: () => Float32Array;
  readonly release: () => void;
}

/** Views of one block, each from a cache line on; their `byteOffset` is the address. */
interface Parts {
  readonly block: Block;
  /** Whether `scores` has room for all rows: then only those of clusters that changed are computed anew. */
  readonly keepsScores: boolean;
  readonly rows: Float32Array;
  /** ‖x‖² of the rows. */
  readonly squaredNorms: Float32Array;
  /** What was taken off the points. */
  readonly mean: Float32Array;
  /** A row of zeros. */
  readonly zeros: Float32Array;
  readonly centres: Float32Array;
  /** −‖c‖² / 2 of the centres. */
  readonly offsets: Float32Array;
  /** Rows to multiply all rows with, and what they score, [queries][rowCount]. */
  readonly queries: Float32Array;
  readonly fresh: Float32Array;
  /** x·c, [clusters][portion]. */
  readonly scores: Float32Array;
  /** Points drawn as centres. */
  readonly candidates: Uint32Array;
  /** Of the rows to the nearest centre found so far, squared; the same with each candidate, and their sums. */
  readonly distances: Float32Array;
  readonly closer: Float32Array;
  readonly sums: Float64Array;
  /** The points of one cluster after another, and where each one's end. */
  readonly members: Uint32Array;
  readonly ends: Uint32Array;
  /** The nearest centre of each row. */
  readonly nearest: Uint32Array;
  /** Which clusters gained or lost points. */
  readonly changed: Uint8Array;
}

/** 1 MiB of scores: they are read from the second-level cache. */
const scoresAtOnce = 2 ** 18;

export function kMeansPoints(
  kernels: Kernels,
  points: Float32Array,
  dimensions: number,
  clusters: number,
  trials: number,
): KMeansPoints {
  const loops = kernels[loopsOf];
  const stride = paddedLength(dimensions);
  const count = points.length / dimensions;
  const rowCount = Math.ceil(count / 4) * 4;
  const portion = Math.min(rowCount, Math.max(4, Math.floor(scoresAtOnce / clusters / 4) * 4));
  const parts = layOut(kernels, { rowCount, stride, clusters, trials, portion });
  const { rows, squaredNorms, mean, zeros, centres } = parts;

  const squareRows = () => {
    // Squares are added up as `dot` adds products.
    loops.squaredDistance(zeros.byteOffset, 1, rows.byteOffset, rowCount, stride, squaredNorms.byteOffset);
    for (let i = 0; i < rowCount; i++) squaredNorms[i] = 0 - squaredNorms[i]!;
    return squaredNorms.reduce((sum, norm) => sum + norm, 0) / count;
  };
  for (let i = 0; i < count; i++) {
    rows.set(points.subarray(i * dimensions, (i + 1) * dimensions), i * stride);
  }
  meanOfRows(loops, count, stride, parts);
  const squaredMean = mean.reduce((sum, value) => sum + value * value, 0);
  let spread = squareRows();
  // At most five times the spread: no more than two bits are lost.
  if (spread < Number.POSITIVE_INFINITY && squaredMean <= 0.8 * spread) {
    mean.fill(0);
    spread -= squaredMean;
  } else {
    for (let i = 0, at = 0; i < count; i++) {
      for (let j = 0; j < stride; j++) rows[at++]! -= mean[j]!;
    }
    spread = squareRows();
  }
  return Object.freeze({
    loops,
    count,
    rowCount,
    stride,
    clusters,
    variance: spread / dimensions,
    portion,
    parts,
    setCentres: (given: Float32Array) => {
      for (let k = 0, at = 0; k < clusters; k++) {
        for (let j = 0, to = k * stride; j < dimensions; j++) centres[to++] = given[at++]! - mean[j]!;
      }
    },
    centres: () => {
      const found = new Float32Array(clusters * dimensions);
      for (let k = 0, to = 0; k < clusters; k++) {
        for (let j = 0, from = k * stride; j < dimensions; j++) found[to++] = centres[from++]! + mean[j]!;
      }
      return found;
    },
    release: () => kernels.release(parts.block),
  });
}

/** As the centre of a single cluster, with the parts that clusters take later. */
function meanOfRows(loops: Loops, count: number, stride: number, parts: Parts): void {
  const { rows, mean, members, ends, changed } = parts;
  for (let i = 0; i < count; i++) members[i] = i;
  ends[0] = count;
  changed[0] = 1;
  loops.moveCentres(
    rows.byteOffset,
    stride,
    members.byteOffset,
    ends.byteOffset,
    changed.byteOffset,
    1,
    mean.byteOffset,
  );
}

interface Shape {
  readonly rowCount: number;
  readonly stride: number;
  readonly clusters: number;
  /** 0 where no centres are to be found. */
  readonly trials: number;
  readonly portion: number;
}

function layOut(kernels: Kernels, { rowCount, stride, clusters, trials, portion }: Shape): Parts {
  const keepsScores = portion === rowCount;
  const scored = Math.max(trials, keepsScores ? clusters : 0);
  const lengths: [keyof Parts, number][] = [
    ['rows', rowCount * stride],
    ['squaredNorms', rowCount],
    ['mean', stride],
    ['zeros', stride],
    ['centres', clusters * stride],
    ['offsets', clusters],
    ['queries', scored * stride],
    ['fresh', scored * rowCount],
    ['scores', clusters * portion],
    ['candidates', trials],
    ['distances', trials > 0 ? rowCount : 0],
    ['closer', trials * rowCount],
    ['sums', trials * 2],
    ['members', rowCount],
    ['ends', clusters],
    ['nearest', rowCount],
    ['changed', Math.ceil(clusters / 4)],
  ];
  let bytes = 0;
  const starts = new Map(
    lengths.map(([name, length]) => {
      const start = bytes;
      bytes += Math.ceil((length * 4) / 64) * 64;
      return [name, { start, length }] as const;
    }),
  );
  const block = kernels.allocate(bytes);
  const { buffer, byteOffset } = kernels.view(block, Uint8Array);
  const from = (name: keyof Parts) => byteOffset + starts.get(name)!.start;
  const floats = (name: keyof Parts) => new Float32Array(buffer, from(name), starts.get(name)!.length);
  const integers = (name: keyof Parts) => new Uint32Array(buffer, from(name), starts.get(name)!.length);
  return {
    block,
    keepsScores,
    rows: floats('rows'),
    squaredNorms: floats('squaredNorms'),
    mean: floats('mean'),
    zeros: floats('zeros'),
    centres: floats('centres'),
    offsets: floats('offsets'),
    queries: floats('queries'),
    fresh: floats('fresh'),
    scores: floats('scores'),
    candidates: integers('candidates'),
    distances: floats('distances'),
    closer: floats('closer'),
    sums: new Float64Array(buffer, from('sums'), trials),
    members: integers('members'),
    ends: integers('ends'),
    nearest: integers('nearest'),
    changed: new Uint8Array(buffer, from('changed'), clusters),
  };
}
