/**
 * Rank-biased overlap, extrapolated: how much two rankings agree, the top mattering most. From 0, where they share
 * nothing, to 1, where they are the same.
 *
 *     RBO_ext = (1 − p)/p · [ Σ_{d=1..l} X_d/d · pᵈ  +  Σ_{d=s+1..l} X_s (d − s)/(s d) · pᵈ ]
 *               + [ (X_l − X_s)/l + X_s/s ] · pˡ
 *
 * s and l: lengths of the shorter and the longer list; X_d: documents that the first d of both have in common; p:
 * persistence. Webber, Moffat, Zobel, A similarity measure for indefinite rankings, ACM TOIS 28(4), 2010, equation 32.
 * Where a list is empty, which the formula leaves open, it is 0.
 */

/** Lists of different ids each; `persistence` is p, between 0 and 1. */
export function rankBiasedOverlap(a: readonly string[], b: readonly string[], persistence: number): number {
  const p = persistence;
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  const s = shorter.length;
  const l = longer.length;
  if (s === 0) return 0;
  const seen = new Set<string>();
  let common = 0;
  let commonAtS = 0;
  let weight = 1;
  let total = 0;
  for (let d = 1; d <= l; d++) {
    // An id is in common from the rank at which the second of its two lists has it.
    for (const id of new Set([shorter[d - 1], longer[d - 1]])) {
      if (id === undefined) continue;
      if (seen.has(id) || shorter[d - 1] === longer[d - 1]) common++;
      seen.add(id);
    }
    if (d <= s) commonAtS = common;
    weight *= p;
    total += ((common + (commonAtS * Math.max(0, d - s)) / s) / d) * weight;
  }
  return ((1 - p) / p) * total + ((common - commonAtS) / l + commonAtS / s) * weight;
}
