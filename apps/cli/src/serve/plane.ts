/** Points in the plane of their first two principal components. */
export interface Plane {
  readonly coordinates: readonly { readonly x: number; readonly y: number }[];
  /** Share of the points' variance that the plane keeps, 0 to 1. */
  readonly kept: number;
}

/** Rounds of the power iteration: enough for two digits more than a screen has pixels, for tens of points. */
const rounds = 300;

/**
 * Principal components of a few points of many dimensions (Pearson, Phil. Mag. 2, 1901). With the points centred as the
 * rows of X, the eigenvectors of the small matrix G = XXᵀ, scaled by the roots of their eigenvalues, are the coordinates
 * along the components; they are found by power iteration, the second with the first taken out. Signs are chosen so that
 * the coordinate of the largest size is positive: the same points always give the same picture.
 */
export function plane(points: readonly Float32Array[]): Plane {
  const count = points.length;
  const gram = centredGram(points);
  const trace = gram.reduce((sum, row, i) => sum + (row[i] as number), 0);
  if (!(trace > 0)) return { coordinates: points.map(() => ({ x: 0, y: 0 })), kept: 1 };
  const axes = [0, 1].map(() => {
    const { value, vector } = largestEigen(gram);
    for (let i = 0; i < count; i++)
      for (let j = 0; j < count; j++) (gram[i] as Float64Array)[j]! -= value * vector[i]! * vector[j]!;
    const largest = vector.reduce((best, one) => (Math.abs(one) > Math.abs(best) ? one : best), 0);
    return { value, along: vector.map((one) => one * Math.sqrt(value) * (largest < 0 ? -1 : 1)) };
  });
  const [x, y] = axes as [(typeof axes)[number], (typeof axes)[number]];
  return {
    coordinates: points.map((_, i) => ({ x: x.along[i] as number, y: y.along[i] as number })),
    kept: Math.min(1, (x.value + y.value) / trace),
  };
}

function centredGram(points: readonly Float32Array[]): Float64Array[] {
  const count = points.length;
  const inner = points.map((a) =>
    Float64Array.from(points, (b) => {
      let sum = 0;
      for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
      return sum;
    }),
  );
  const means = inner.map((row) => row.reduce((sum, value) => sum + value, 0) / count);
  const mean = means.reduce((sum, value) => sum + value, 0) / count;
  return inner.map((row, i) => row.map((value, j) => value - means[i]! - means[j]! + mean));
}

function largestEigen(matrix: readonly Float64Array[]): {
  readonly value: number;
  readonly vector: Float64Array;
} {
  // Begun with the row of the largest diagonal, which no eigenvector that matters is orthogonal to.
  const start = matrix.reduce((best, row, i) => (row[i]! > matrix[best]![best]! ? i : best), 0);
  let vector = Float64Array.from(matrix[start] as Float64Array);
  let value = 0;
  for (let round = 0; round < rounds; round++) {
    const length = Math.sqrt(vector.reduce((sum, one) => sum + one * one, 0));
    if (length < 1e-12) return { value: 0, vector: vector.fill(0) };
    const unit = vector.map((one) => one / length);
    vector = Float64Array.from(matrix, (row) => row.reduce((sum, one, j) => sum + one * unit[j]!, 0));
    value = unit.reduce((sum, one, i) => sum + one * vector[i]!, 0);
  }
  const length = Math.sqrt(vector.reduce((sum, one) => sum + one * one, 0));
  return { value: Math.max(0, value), vector: vector.map((one) => (length < 1e-12 ? 0 : one / length)) };
}
