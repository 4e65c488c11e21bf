/** Σ grade / log2(rank + 1) over the first `k` positions, grades below 1 gaining nothing. */
export function discounted(grades: Float64Array, k: number): number {
  const end = Math.min(k, grades.length);
  let sum = 0;
  for (let i = 0; i < end; i++) if (grades[i]! > 0) sum += grades[i]! / Math.log2(i + 2);
  return sum;
}

/** How many of the grades, which are sorted highest first, gain something. */
export function gaining(judged: Float64Array): number {
  const end = judged.indexOf(0);
  return end < 0 ? judged.length : end;
}
