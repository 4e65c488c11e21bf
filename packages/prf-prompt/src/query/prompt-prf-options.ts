import { type Encoder, type Has, optionError } from '@reprise/spec';
import type { PromptRepsEncoder } from '../promptreps/prompt-reps-options.js';

/** Kinds that text can be encoded to here. */
export type Written = 'vector' | 'terms';

export interface PromptPrfOptions<W extends Written> {
  /**
   * Encodes query and features: the encoder of the index that is searched, or `promptReps`. What it writes is
   * written.
   */
  readonly encoder: Encoder<'text', W> | PromptRepsEncoder<W>;
  /** Names of the features that count, in this order; `'all'`: each that a document has. Default `['keywords']`. */
  readonly features?: readonly string[] | 'all';
  /** The weight of the query as it was, 0 to 1. Default 0.5; with less, passages can outvote the query. */
  readonly weight?: number;
  /**
   * `'apart'`: each passage is encoded with the query, and none moves it by more than (1 − weight)/k. `'together'`:
   * all passages are encoded in one text, as in the paper; then 1/k bounds the length of what a passage says. Default
   * `'apart'`.
   */
  readonly joined?: 'apart' | 'together';
  /**
   * UTF-16 units of features in one text: a passage's own where they are encoded apart; together, each passage may
   * have its k-th part. Default 800, some 200 tokens, which leave the query room in an encoder of 256.
   */
  readonly characters?: number;
  /** Ranks of the documents that count, from 1, to learn which of them help. Default all that the judge gives. */
  readonly ranks?: readonly number[];
  /** Which passage comes first in one text. Default `'bestFirst'`. */
  readonly order?: 'bestFirst' | 'bestLast';
  /** Whether each passage is preceded by its rank. Default false. */
  readonly rankLabels?: boolean;
  /**
   * The text that is encoded, with `{query}` and `{features}` in it; not for `promptReps`, which has its own. Default
   * `'{query}\n{features}'`, and `'{features}'` where only terms are written, to which the query's are added anyway.
   */
  readonly template?: string;
  /** θ, terms that a passage may give at most. Default 20. */
  readonly terms?: number;
}

/** All options, checked and with their defaults. */
export type Settings = Required<Omit<PromptPrfOptions<Written>, 'encoder' | 'ranks'>> & {
  readonly encoder: Encoder<'text', Written>;
  readonly ranks: ReadonlySet<number> | undefined;
};

export function settings<W extends Written>(given: PromptPrfOptions<W>): Settings {
  // Below, kinds are values.
  const options = given as unknown as PromptPrfOptions<Written>;
  const {
    encoder,
    features = ['keywords'],
    weight = 0.5,
    joined = 'apart',
    characters = 800,
    ranks,
  } = options;
  const { order = 'bestFirst', rankLabels = false, terms = 20 } = options;
  checkEncoder(encoder);
  const { template = encoder.writes.includes('vector') ? '{query}\n{features}' : '{features}' } = options;
  const isNames = Array.isArray(features) && features.length > 0;
  if (features !== 'all' && !(isNames && features.every((name) => typeof name === 'string')))
    throw optionError('features', features, "names of features, or 'all'");
  checkWeight(weight);
  oneOf('joined', joined, ['apart', 'together']);
  oneOf('order', order, ['bestFirst', 'bestLast']);
  checkCount('terms', terms);
  checkCount('characters', characters);
  if (ranks !== undefined && !(Array.isArray(ranks) && ranks.length > 0))
    throw optionError('ranks', ranks, 'ranks from 1, at least one');
  for (const rank of ranks ?? []) checkCount('ranks', rank);
  if (typeof template !== 'string' || !template.includes('{features}'))
    throw optionError('template', template, 'a text with {features} in it, and mostly {query}');
  return {
    ...{ encoder, features, weight, joined, characters, order, rankLabels, template, terms },
    ranks: ranks === undefined ? undefined : new Set(ranks),
  };
}

export function checkEncoder<W extends Written>(encoder: Encoder<'text', W>): void {
  const writes: readonly string[] = Object(encoder).writes ?? [];
  const able = writes.length > 0 && writes.every((kind) => kind === 'vector' || kind === 'terms');
  if (!able || typeof encoder.encode !== 'function')
    throw optionError(
      'encoder',
      Object(encoder).name ?? encoder,
      'an encoder of texts that writes vector, terms or both',
    );
}

export function checkWeight(weight: number): void {
  if (!(weight >= 0 && weight <= 1)) throw optionError('weight', weight, 'a number from 0 to 1');
}

export function checkCount(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 1))
    throw optionError(name, value, 'a whole number of at least 1');
}

function oneOf(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw optionError(name, value, `one of ${known.join(', ')}`);
}

/** What an encoder with these abilities makes. */
export type Made = Partial<Has<Written>>;
