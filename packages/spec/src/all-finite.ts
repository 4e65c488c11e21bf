/** Whether every number is finite. A loop: it is asked of every vector that flows, and `every` takes several times as long. */
export function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}
