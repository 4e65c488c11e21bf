/**
 * Two-sided tail of Student's t distribution with an integer number ν of degrees of freedom:
 *
 *     P(|T| ≥ |t|) = I_x(ν/2, 1/2),    x = ν / (ν + t²)
 *
 * (Abramowitz & Stegun 1964, 26.7.1 and 26.5.27), with the regularised incomplete beta function
 *
 *     I_x(a, b) = xᵃ (1−x)ᵇ / (a B(a, b)) · 1 / (1 + d₁/(1 + d₂/(1 + …)))                          (26.5.8)
 *
 *     d_{2m+1} = −(a+m)(a+b+m) x / ((a+2m)(a+2m+1)),    d_{2m} = m (b−m) x / ((a+2m−1)(a+2m))
 *
 * evaluated by Lentz's method as modified by Thompson and Barnett (J. Comput. Phys. 64, 1986) and, past the middle
 * of the distribution, as 1 − I_{1−x}(b, a), where the fraction converges fast. The beta function needs no
 * gamma function here: for integers, r(ν) = Γ((ν+1)/2) / Γ(ν/2) follows from r(ν) = r(ν−2)·(ν−1)/(ν−2).
 */
export function studentTwoSided(t: number, degrees: number): number {
  if (Number.isNaN(t)) return Number.NaN;
  const ratio = (t * t) / degrees;
  const x = 1 / (1 + ratio);
  const y = 1 / (1 + 1 / ratio);
  const a = degrees / 2;
  const b = 0.5;
  // xᵃ yᵇ / B(a, b), through log1p so that a large ν keeps its digits; B(a, 1/2) = √π / r(ν).
  const front = (Math.exp(-a * Math.log1p(ratio)) * Math.sqrt(y) * gammaRatio(degrees)) / Math.sqrt(Math.PI);
  return x < (a + 1) / (a + b + 2)
    ? front / (a * betaFraction(a, b, x))
    : 1 - front / (b * betaFraction(b, a, y));
}

/** r(ν) = Γ((ν+1)/2) / Γ(ν/2), from r(1) = 1/√π and r(2) = √π/2. */
function gammaRatio(degrees: number): number {
  let ratio = degrees % 2 === 1 ? 1 / Math.sqrt(Math.PI) : Math.sqrt(Math.PI) / 2;
  for (let n = 4 - (degrees % 2); n <= degrees; n += 2) ratio *= (n - 1) / (n - 2);
  return ratio;
}

/** The denominator 1 + d₁/(1 + d₂/(1 + …)). No term vanishes for the a, b and x above, so nothing divides by 0. */
function betaFraction(a: number, b: number, x: number): number {
  let value = 1;
  let c = 1;
  let d = 0;
  for (let i = 1; i <= 100_000; i++) {
    const m = i >> 1;
    const numerator =
      i % 2 === 0
        ? (m * (b - m) * x) / ((a + i - 1) * (a + i))
        : (-(a + m) * (a + b + m) * x) / ((a + i - 1) * (a + i));
    d = 1 / (1 + numerator * d);
    c = 1 + numerator / c;
    const step = c * d;
    value *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return value;
}
