/**
 * Two texts as one sequence, cut to a length: `[CLS] query [SEP] document [SEP]`, or as the tokenizer puts it.
 *
 * `longestFirst` is what Hugging Face's tokenizers do: a text of at most half the room stays whole, and where both are longer,
 * each gets half of it, the longer one the odd token (the second of two alike).
 */
import type { PairFrame } from '../tokenizer/frames.js';
import type { Sequence } from '../tokenizer/join-segments.js';
import type { PairTruncation } from './cross-encoder.js';

/** Ids of both texts, without special tokens, more than the room or not. */
export function joinPair(
  query: readonly number[],
  document: readonly number[],
  { before, between, after, secondType }: PairFrame,
  room: number,
  truncation: PairTruncation,
): Sequence {
  const forQuery = truncation === 'document' ? room : shareOfFirst(query.length, document.length, room);
  const first = query.slice(0, forQuery);
  const second = document.slice(0, room - first.length);
  const head = [...before, ...first, ...between];
  return {
    ids: [...head, ...second, ...after],
    ...(secondType === 1 ? { typeOneFrom: head.length } : {}),
  };
}

/** Most tokens of the first text; the second one gets the rest. */
function shareOfFirst(first: number, second: number, room: number): number {
  const half = first > second ? Math.ceil(room / 2) : Math.floor(room / 2);
  return Math.max(half, room - second);
}
