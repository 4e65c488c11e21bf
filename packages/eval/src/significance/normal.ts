/**
 * Distribution function of the standard normal, Φ(z), with all digits of a small tail:
 *
 *     Φ(z) = 1/2 + φ(z) · (z + z³/3 + z⁵/(3·5) + z⁷/(3·5·7) + …)            |z| ≤ 5/2     (26.2.11)
 *     1 − Φ(z) = φ(z) / (z + 1/(z + 2/(z + 3/(z + …))))                     z > 5/2       (26.2.14)
 *
 * M. Abramowitz, I. Stegun, Handbook of Mathematical Functions (1964). φ is the density.
 */
export function normalCdf(z: number): number {
  if (z > 2.5) return 1 - normalCdf(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < -2.5) {
    let fraction = -z;
    for (let i = 100; i >= 1; i--) fraction = -z + i / fraction;
    return density / fraction;
  }
  let term = z;
  let sum = 0;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    sum += term;
    term *= (z * z) / odd;
  }
  return 0.5 + density * sum;
}
