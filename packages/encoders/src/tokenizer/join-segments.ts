/**
 * A query and the passages behind it as one sequence, as encoders of feedback read them:
 *
 *     [CLS] query [SEP] passage [SEP] … passage [SEP]
 *
 * ANCE-PRF, Yu et al., arXiv 2108.13454, as in Pyserini; LoL, Zhu et al., arXiv 2204.11545.
 *
 * Departure from both: `[CLS]` and `[SEP]` inside a text are left out, so that no passage can end itself and begin another.
 */
import { optionError } from '@reprise/spec';
import type { InputTemplate, TextTokenizer } from './text-tokenizer.js';

/** How several texts in one make one sequence. All counts are of word pieces, without special tokens. */
export interface SegmentTemplate {
  /** What stands between the texts that are given. Default: the tokenizer's own, such as `[SEP]` or `</s>`. */
  readonly separator?: string;
  /** Of the first text at most. Default: no limit of its own. */
  readonly first?: number;
  /** Of each other text at most. Default: no limit of its own. */
  readonly others?: number;
  /** A text for which fewer tokens are left is left out, with all behind it. Default 1, as in ANCE-PRF; 10 in LoL. */
  readonly least?: number;
  /** Token type of the texts behind the first. Default 0, as in ANCE-PRF; 1 in LoL. */
  readonly tokenType?: 0 | 1;
}

export interface Sequence {
  readonly ids: readonly number[];
  /** Where tokens of type 1 begin; absent where all are of type 0. */
  readonly typeOneFrom?: number;
}

export interface SegmentJoiner {
  readonly separator: string;
  readonly join: (text: string) => Sequence;
}

/** `INVALID_OPTION` for settings that do not go together. */
export function segmentJoiner(
  segments: SegmentTemplate,
  template: InputTemplate & { readonly maxTokens: number },
  tokenizer: TextTokenizer,
): SegmentJoiner {
  const { frame, encode, tokenOf } = tokenizer;
  const {
    separator = tokenOf(frame.after.at(-1) ?? -1) ?? '',
    first = Number.POSITIVE_INFINITY,
    others = Number.POSITIVE_INFINITY,
    least = 1,
    tokenType = 0,
  } = segments;
  const { prefix = '', suffix, specialTokens = true, maxTokens } = template;
  if (typeof separator !== 'string' || separator === '') {
    throw optionError('separator', separator, 'what stands between the texts, such as [SEP]');
  }
  for (const [name, count] of Object.entries({ first, others, least })) {
    if (!(Number.isInteger(count) || (count === Number.POSITIVE_INFINITY && name !== 'least')) || count < 1) {
      throw optionError(name, count, 'a whole number from 1');
    }
  }
  if (tokenType !== 0 && tokenType !== 1) throw optionError('tokenType', tokenType, '0 or 1');
  if (suffix !== undefined) throw optionError('suffix', suffix, 'none beside segments');
  if (!specialTokens)
    throw optionError('specialTokens', false, 'true beside segments, which end with one each');

  const specials = new Set([...frame.before, ...frame.after]);
  const pieces = (text: string, most: number): readonly number[] =>
    most < 1 ? [] : encode(text, { specialTokens: false, maxTokens: most }).filter((id) => !specials.has(id));
  const needed = Math.max(least, frame.after.length);

  return Object.freeze({
    separator,
    join: (text: string): Sequence => {
      const [query = '', ...passages] = text.split(separator);
      const ends = frame.before.length + frame.after.length;
      const ids = [
        ...frame.before,
        ...pieces(prefix + query, Math.min(first, maxTokens - ends)),
        ...frame.after,
      ];
      const typeOneFrom = ids.length;
      for (const passage of passages) {
        const room = maxTokens - ids.length;
        if (room < needed) break;
        ids.push(...pieces(passage, Math.min(others, room - frame.after.length)), ...frame.after);
      }
      return tokenType === 1 ? { ids, typeOneFrom } : { ids };
    },
  });
}
