export interface VectorChange {
  /** Of the old vector and the new one. */
  readonly cosine: number;
  /** The new length by the old. */
  readonly length: number;
}

/** How a query's vector moved. */
export function vectorChange(old: Float32Array, made: Float32Array): VectorChange {
  const [before, after] = [Math.sqrt(dot(old, old)), Math.sqrt(dot(made, made))];
  return { cosine: dot(old, made) / (before * after), length: after / before };
}

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
