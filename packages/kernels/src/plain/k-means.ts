import type { Loops } from '../loops.js';

type KMeansLoops = Pick<Loops, 'closerDistances' | 'nearestCentres' | 'moveCentres' | 'inertia'>;

/** Twins of assembly/k-means.ts. */
export function plainKMeans(memory: () => ArrayBuffer): KMeansLoops {
  return {
    closerDistances: (distances, squaredNorms, candidates, trials, scores, count, targets, sums) => {
      const before = new Float32Array(memory(), distances, count);
      const norms = new Float32Array(memory(), squaredNorms, count);
      const candidate = new Uint32Array(memory(), candidates, trials);
      const score = new Float32Array(memory(), scores, trials * count);
      const target = new Float32Array(memory(), targets, trials * count);
      const lanes = new Float64Array(4);
      for (let trial = 0, at = 0; trial < trials; trial++) {
        const norm = norms[candidate[trial]!]!;
        lanes.fill(0);
        for (let i = 0; i < count; i++, at++) {
          const distance = Math.fround(Math.fround(norms[i]! + norm) - Math.fround(2 * score[at]!));
          const closer = distance < before[i]! ? distance : before[i]!;
          target[at] = closer > 0 ? closer : 0;
          lanes[i & 3]! += target[at]!;
        }
        new Float64Array(memory(), sums, trials)[trial] = lanes[0]! + lanes[2]! + (lanes[1]! + lanes[3]!);
      }
    },
    nearestCentres: (scores, offsets, clusters, count, nearest) => {
      const score = new Float32Array(memory(), scores, clusters * count);
      const offset = new Float32Array(memory(), offsets, clusters);
      const labels = new Uint32Array(memory(), nearest, count).fill(0);
      const highest = new Float32Array(count).fill(Number.NEGATIVE_INFINITY);
      for (let k = 0, at = 0; k < clusters; k++) {
        for (let i = 0; i < count; i++, at++) {
          const nearness = Math.fround(score[at]! + offset[k]!);
          if (nearness > highest[i]!) {
            highest[i] = nearness;
            labels[i] = k;
          }
        }
      }
    },
    moveCentres: (rows, stride, members, ends, changed, clusters, centres) => {
      const buffer = memory();
      const end = new Uint32Array(buffer, ends, clusters);
      const isChanged = new Uint8Array(buffer, changed, clusters);
      const centre = new Float32Array(buffer, centres, clusters * stride);
      const sums = new Float64Array(stride);
      const moved = new Float64Array(2);
      for (let k = 0, first = 0; k < clusters; first = end[k++]!) {
        const own = new Uint32Array(buffer, members + first * 4, end[k]! - first);
        if (!isChanged[k] || own.length === 0) continue;
        sums.fill(0);
        for (const row of own) {
          const values = new Float32Array(buffer, rows + row * stride * 4, stride);
          for (let j = 0; j < stride; j++) sums[j]! += values[j]!;
        }
        const move = (j: number): number => {
          const before = centre[k * stride + j]!;
          centre[k * stride + j] = sums[j]! / own.length;
          return (centre[k * stride + j]! - before) ** 2;
        };
        for (let j = 0; j < stride; j += 4) {
          moved[0]! += move(j) + move(j + 2);
          moved[1]! += move(j + 1) + move(j + 3);
        }
      }
      return moved[0]! + moved[1]!;
    },
    inertia: (rows, stride, count, labels, centres) => {
      const buffer = memory();
      const label = new Uint32Array(buffer, labels, count);
      const points = new Float32Array(buffer, rows, count * stride);
      const lanes = new Float64Array(8);
      for (let i = 0, at = 0; i < count; i++) {
        const centre = new Float32Array(buffer, centres + label[i]! * stride * 4, stride);
        for (let j = 0; j < stride; j++, at++) lanes[j & 7]! += (points[at]! - centre[j]!) ** 2;
      }
      const sumFrom = (lane: number) =>
        lanes[lane]! + lanes[lane + 2]! + (lanes[lane + 4]! + lanes[lane + 6]!);
      return sumFrom(0) + sumFrom(1);
    },
  };
}
