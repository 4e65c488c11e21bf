/** √Σ xᵢ², summed in float64: what to divide by for a vector of length 1. */
export function euclideanNorm(vector: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * vector[i]!;
  return Math.sqrt(sum);
}
