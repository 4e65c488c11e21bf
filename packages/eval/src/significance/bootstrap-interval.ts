/**
 * Bootstrap interval of the mean difference: B times, c of the c differences are drawn with replacement, and the
 * interval holds the middle `confidence` of the B means (percentile method).
 *
 *     [ Q((1 − confidence)/2), Q((1 + confidence)/2) ],     Q: quantile of the means, interpolated linearly
 *
 * B. Efron, Bootstrap methods: another look at the jackknife, Annals of Statistics 7 (1979); for retrieval: T. Sakai,
 * Evaluating evaluation metrics based on the bootstrap, SIGIR 2006. With few queries it is too narrow, by about
 * √((c − 1)/c) against the t interval. The interval of one system's mean: give a baseline of zeros.
 */
import { optionError } from '@reprise/spec';
import { differences } from './differences.js';
import { mean } from './moments.js';
import { randomWords } from './random-words.js';
import { checkRandomization } from './randomization-test.js';

export interface BootstrapOptions {
  /** Share of the means inside, between 0 and 1. Default 0.95, the convention. */
  readonly confidence?: number;
  /** Number B of draws, ≥ 1. Default 10,000. */
  readonly samples?: number;
  /** Seed of those draws, an integer from 0 to 2³² − 1. Default 42. */
  readonly seed?: number;
}

export interface BootstrapInterval {
  /** Mean of system − baseline. */
  readonly meanDifference: number;
  readonly low: number;
  readonly high: number;
}

/** One value a query in both lists, in the same order; else `INVALID_INPUT`. */
export function bootstrapInterval(
  baseline: readonly number[],
  system: readonly number[],
  options: BootstrapOptions = {},
): BootstrapInterval {
  const { confidence = 0.95 } = options;
  if (!(confidence > 0 && confidence < 1)) {
    throw optionError('confidence', confidence, 'a number between 0 and 1');
  }
  const { samples, seed } = checkRandomization(options);
  const delta = differences(baseline, system);
  const word = randomWords(seed);
  const scale = delta.length / 2 ** 32;
  const means = Float64Array.from({ length: samples }, () => {
    let sum = 0;
    for (let i = 0; i < delta.length; i++) sum += delta[Math.floor(word() * scale)]!;
    return sum / delta.length;
  }).sort();
  return Object.freeze({
    meanDifference: mean(delta),
    low: quantile(means, (1 - confidence) / 2),
    high: quantile(means, (1 + confidence) / 2),
  });
}

function quantile(ascending: Float64Array, share: number): number {
  const place = share * (ascending.length - 1);
  const below = Math.floor(place);
  const low = ascending[below]!;
  return low + (place - below) * (ascending[Math.min(below + 1, ascending.length - 1)]! - low);
}
