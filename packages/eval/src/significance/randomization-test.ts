/**
 * Fisher's randomisation test, two-sided. If both systems were the same, each difference could as well have had the
 * other sign; p is the share of sign assignments with a mean at least as far from 0 as the one observed:
 *
 *     p = #{ |Σ ±δᵢ| ≥ |Σ δᵢ| } / 2ᶜ                   exact, when at most 20 queries differ
 *     p = (1 + #{ |Σ ±δᵢ| ≥ |Σ δᵢ| }) / (1 + B)        from B random assignments otherwise
 *
 * R. A. Fisher, The Design of Experiments (1935), section 21; for retrieval: Smucker, Allan, Carterette, CIKM 2007.
 * The one in the sampled form counts the observed assignment and keeps p above 0 (Phipson & Smyth 2010); ranx
 * leaves it out. A δ of 0 changes no sum, so such queries are left out of the enumeration: p stays the same.
 * Sums closer than 10⁻¹² of Σ|δᵢ| are equal: they differ by rounding only.
 */
import { optionError } from '@reprise/spec';
import { differences } from './differences.js';
import { mean } from './moments.js';
import { randomBytes } from './random-bytes.js';

export interface RandomizationOptions {
  /** Number B of random assignments, ≥ 1. Default 10,000; used only when more than 20 queries differ. */
  readonly samples?: number;
  /** Seed of those assignments, an integer from 0 to 2³² − 1. Default 42 (as ranx). */
  readonly seed?: number;
}

export interface RandomizationTest {
  /** Mean of system − baseline. */
  readonly meanDifference: number;
  /** Two-sided. */
  readonly p: number;
  /** Whether every assignment was counted. */
  readonly exact: boolean;
  /** How many assignments were counted, the observed one included. */
  readonly assignments: number;
}

const mostEnumerated = 20;

/** One value a query in both lists, in the same order; else `INVALID_INPUT`. */
export function randomizationTest(
  baseline: readonly number[],
  system: readonly number[],
  options: RandomizationOptions = {},
): RandomizationTest {
  const { samples, seed } = checkRandomization(options);
  const all = differences(baseline, system);
  const delta = Float64Array.from(all.filter((difference) => difference !== 0));
  const threshold =
    Math.abs(delta.reduce((sum, value) => sum + value, 0)) -
    1e-12 * delta.reduce((sum, value) => sum + Math.abs(value), 0);

  const exact = delta.length <= mostEnumerated;
  const assignments = exact ? 2 ** delta.length : samples + 1;
  const extreme = exact ? countAll(delta, threshold) : 1 + countSampled(delta, threshold, samples, seed);
  return Object.freeze({ meanDifference: mean(all), p: extreme / assignments, exact, assignments });
}

/** Fills in the defaults; refuses with `INVALID_OPTION` what the test cannot take. */
export function checkRandomization(options: RandomizationOptions): Required<RandomizationOptions> {
  const { samples = 10_000, seed = 42 } = options;
  if (!(Number.isSafeInteger(samples) && samples >= 1)) {
    throw optionError('samples', samples, 'a whole number of at least 1');
  }
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    throw optionError('seed', seed, 'a whole number from 0 to 4294967295');
  }
  return { samples, seed };
}

function countAll(delta: Float64Array, threshold: number): number {
  return signedSums(delta).reduce((count, sum) => (Math.abs(sum) >= threshold ? count + 1 : count), 0);
}

/** Draws the signs of eight differences at once: a random byte picks one of their 256 sums. */
function countSampled(delta: Float64Array, threshold: number, samples: number, seed: number): number {
  const tables: Float64Array[] = [];
  for (let i = 0; i < delta.length; i += 8) tables.push(signedSums(delta.subarray(i, i + 8)));
  const byte = randomBytes(seed);
  let count = 0;
  for (let i = 0; i < samples; i++) {
    let sum = 0;
    for (const table of tables) sum += table[byte() & (table.length - 1)]!;
    if (Math.abs(sum) >= threshold) count++;
  }
  return count;
}

/** The sums ±δ₁ ±δ₂ … ±δₙ under all 2ⁿ assignments of signs. */
function signedSums(delta: Float64Array): Float64Array {
  const sums = new Float64Array(2 ** delta.length);
  delta.forEach((value, i) => {
    const size = 2 ** i;
    for (let j = 0; j < size; j++) {
      sums[size + j] = sums[j]! - value;
      sums[j]! += value;
    }
  });
  return sums;
}
