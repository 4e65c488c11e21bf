/**
 * DeepImpact: a word of a document weighs as its first token does, where the word stands first; a word of a query weighs 1.
 *
 *     w_t = relu(W·hᵢ + b)      i: the first token of the first t
 *
 * Mallia et al., arXiv 2104.12016, with the head of one layer of DeeperImpact, Basnet et al., arXiv 2405.17093. Words are
 * those that the tokenizer cuts before it makes pieces; a single mark of ASCII punctuation is none.
 *
 * Departure: of a document that is cut, the reference lets the first word left out weigh as `[SEP]` does; here it is left out.
 */
import type { InputTemplate, TextTokenizer } from '../tokenizer/text-tokenizer.js';
import { checkWeight } from './check-weight.js';
import type { WeightedIds } from './to-terms.js';

export interface WordSequence {
  readonly ids: readonly number[];
  /** The word whose weight is read at a place of `ids`; undefined at all other places. */
  readonly tokenOf: (place: number) => string | undefined;
}

/** Token ids of a text, word by word, at most `maxTokens` with `[CLS]` and `[SEP]`. */
export function wordSequence(
  tokenizer: Pick<TextTokenizer, 'encode' | 'words'>,
  text: string,
  { prefix = '', suffix = '', maxTokens }: InputTemplate & { readonly maxTokens: number },
): WordSequence {
  const [first, last] = tokenizer.encode('', { maxTokens: 2 });
  const ids = [first!];
  const places = new Map<number, string>();
  const met = new Set<string>();
  for (const word of tokenizer.words(prefix + text + suffix)) {
    if (ids.length >= maxTokens - 1) break;
    const pieces = tokenizer.encode(word, { specialTokens: false, maxTokens });
    if (pieces.length > 0 && !met.has(word) && !isPunctuation(word)) places.set(ids.length, word);
    met.add(word);
    ids.push(...pieces);
  }
  return { ids: [...ids.slice(0, maxTokens - 1), last!], tokenOf: (place) => places.get(place) };
}

/** The places of a document's tokens as ids; `weights` has one number a token. */
export function impactsOfPlaces(weights: Float32Array, path: string): WeightedIds {
  const found: [number, number][] = [];
  weights.forEach((weight, place) => {
    if (checkWeight(weight, place, path) > 0) found.push([place, weight]);
  });
  return found;
}

/** Every place of a query, at weight 1. */
export const placesOfQuery = (ids: readonly number[]): WeightedIds => ids.map((_, place) => [place, 1]);

const isPunctuation = (word: string): boolean => /^[!-/:-@[-`{-~]$/.test(word);
