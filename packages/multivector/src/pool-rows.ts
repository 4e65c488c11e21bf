/**
 * Token pooling (Clavié, Chaffin and Adams 2024, arXiv 2409.14683): the rows of a document are clustered by Ward's
 * method and each cluster becomes the mean of its members, ⌊n / factor⌋ rows for n. As in PyLate the first row, [CLS],
 * stays by itself.
 *
 * Ward joins the two clusters that add least to the sum of squares, |a||b| / (|a| + |b|) · ‖mean a − mean b‖², by the
 * Lance–Williams formula. Departures: it works on the rows, where the released code clusters the rows of their distance
 * matrix; and means are brought to length 1 where the rows had it, as ColBERT's decompression does.
 */
import { areUnit, toUnit } from './check-tokens.js';

export type PoolFactor = 1 | 2 | 3 | 4;

export interface Pooled {
  readonly data: Float32Array;
  /** Of each pooled row: its first member, ascending. */
  readonly members: Uint32Array;
}

export function poolRows(data: Float32Array, dimensions: number, factor: PoolFactor): Pooled {
  const count = data.length / dimensions;
  if (factor === 1 || count < 3)
    return { data, members: Uint32Array.from({ length: count }, (_, row) => row) };
  const cluster = wardClusters(
    data.subarray(dimensions),
    dimensions,
    Math.max(1, Math.floor((count - 1) / factor)),
  );
  const first = [0];
  const place = new Map<number, number>();
  cluster.forEach((name, row) => {
    if (place.has(name)) return;
    place.set(name, first.length);
    first.push(row + 1);
  });
  const sums = new Float64Array(first.length * dimensions);
  const sizes = new Uint32Array(first.length);
  for (let row = 0; row < count; row++) {
    const target = row === 0 ? 0 : place.get(cluster[row - 1]!)!;
    sizes[target]!++;
    for (let i = 0; i < dimensions; i++) sums[target * dimensions + i]! += data[row * dimensions + i]!;
  }
  const pooled = Float32Array.from(sums, (sum, i) => sum / sizes[Math.floor(i / dimensions)]!);
  if (areUnit(data, dimensions)) toUnit(pooled, dimensions);
  return { data: pooled, members: Uint32Array.from(first) };
}

/** The cluster of each row, named after its first member. */
function wardClusters(data: Float32Array, dimensions: number, clusters: number): Uint32Array {
  const count = data.length / dimensions;
  const cost = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      let sum = 0;
      for (let i = 0; i < dimensions; i++) {
        const difference = data[a * dimensions + i]! - data[b * dimensions + i]!;
        sum += difference * difference;
      }
      cost[a * count + b] = cost[b * count + a] = sum / 2;
    }
  }
  const names = Uint32Array.from({ length: count }, (_, row) => row);
  const sizes = new Uint32Array(count).fill(1);
  const alive = Array.from(names);
  while (alive.length > clusters) {
    let [kept, gone, least] = [0, 0, Number.POSITIVE_INFINITY];
    for (const a of alive) {
      for (const b of alive) {
        if (b >= a) break;
        const found = cost[a * count + b]!;
        if (found < least) [kept, gone, least] = [b, a, found];
      }
    }
    const [nKept, nGone] = [sizes[kept]!, sizes[gone]!];
    alive.splice(alive.indexOf(gone), 1);
    for (const other of alive) {
      if (other === kept) continue;
      const n = sizes[other]!;
      const joined =
        ((nKept + n) * cost[kept * count + other]! + (nGone + n) * cost[gone * count + other]! - n * least) /
        (nKept + nGone + n);
      cost[kept * count + other] = cost[other * count + kept] = joined;
    }
    sizes[kept] = nKept + nGone;
    names.forEach((name, row) => {
      if (name === gone) names[row] = kept;
    });
  }
  return names;
}
