import {
  borda,
  bordaScore,
  combAnz,
  combGmnz,
  combMax,
  combMed,
  combMin,
  combMnz,
  combSum,
  condorcet,
  interpolate,
  isr,
  logIsr,
  logNIsr,
  maxScore,
  minMax,
  minMaxInverted,
  mixed,
  type Normaliser,
  rankScore,
  rbc,
  rrf,
  sumToOne,
  weightedMnz,
  weightedSum,
  zScore,
} from '@reprise/fusion';
import { type Fuser, optionError } from '@reprise/spec';
import { didYouMean } from '../did-you-mean.js';
import type { OptionType, OptionValues } from './options.js';

/** A word that merges rankings. */
export interface FuserWord {
  readonly options: ReadonlyMap<string, OptionType>;
  readonly fuser: (options: OptionValues) => Fuser;
}

/** Ways to bring scores to a common scale, by the names of the factories. */
const normalisers: ReadonlyMap<string, Normaliser | false> = new Map<string, Normaliser | false>([
  ['none', false],
  ['minMax', minMax()],
  ['minMaxInverted', minMaxInverted()],
  ['max', maxScore()],
  ['sum', sumToOne()],
  ['zScore', zScore()],
  ['rank', rankScore()],
  ['borda', bordaScore()],
]);

export const normaliserNames: readonly string[] = [...normalisers.keys()];

/** Options as the factories take them: lists of numbers and normalisers are written as text. */
function argumentsOf({ weights, normalise, ...options }: OptionValues): never {
  return {
    ...options,
    ...(weights !== undefined && { weights: String(weights).split(',').map(Number) }),
    ...(normalise !== undefined && { normalise: normaliserOf(String(normalise)) }),
  } as never;
}

function normaliserOf(name: string): Normaliser | false {
  const normaliser = normalisers.get(name);
  if (normaliser !== undefined) return normaliser;
  throw optionError(
    'normalise',
    name,
    `one of ${normaliserNames.join(', ')}${didYouMean(name, normaliserNames)}`,
  );
}

const word = (
  factory: (options: never) => Fuser,
  options: Readonly<Record<string, OptionType>>,
): FuserWord => ({
  options: new Map(Object.entries(options)),
  fuser: (values) => factory(argumentsOf(values)),
});

const normalise = { normalise: 'name' } as const;
const weights = { weights: 'numbers' } as const;

/** Every method of fusion that needs no training, by the name of its factory. */
export const fusers: ReadonlyMap<string, FuserWord> = new Map([
  ['rrf', word(rrf, { k: 'number', form: 'name', ...weights })],
  ['interpolate', word(interpolate, { weight: 'number', absent: 'name', ...normalise })],
  ['weightedSum', word(weightedSum, { absent: 'name', ...weights, ...normalise })],
  ['combSum', word(combSum, normalise)],
  ['combMnz', word(combMnz, normalise)],
  ['combAnz', word(combAnz, normalise)],
  ['combMin', word(combMin, normalise)],
  ['combMax', word(combMax, normalise)],
  ['combMed', word(combMed, normalise)],
  ['combGmnz', word(combGmnz, { gamma: 'number', ...normalise })],
  ['weightedMnz', word(weightedMnz, { ...weights, ...normalise })],
  ['mixed', word(mixed, { ...weights, ...normalise })],
  ['borda', word(borda, { form: 'name', ...weights })],
  ['condorcet', word(condorcet, weights)],
  ['isr', word(isr, {})],
  ['logIsr', word(logIsr, {})],
  ['logNIsr', word(logNIsr, { sigma: 'number' })],
  ['rbc', word(rbc, { phi: 'number' })],
]);
