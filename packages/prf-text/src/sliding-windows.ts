/**
 * Several texts, each the query with a window of its feedback documents behind it: sliding windows (SW) of the text-based
 * feedback of Li et al., TOIS 2023 (arXiv 2108.11044). `eachText` ranks by all of them.
 *
 *     window i = words [i·s, i·s + w) of p1 ⎵ … ⎵ pk, i = 0, 1, …, up to the first one with i·s + w ≥ L
 *
 *     w words of a window, s stride, L words of all documents; the last window may be short
 *
 * Departures:
 * - Words stand between white space; the released code takes those of NLTK.
 * - All windows count. With Borda the released code counts the first one alone.
 * - Documents without a word leave the query as it is, where the paper has no window.
 */
import { type FeedbackStrategy, optionError } from '@reprise/spec';
import { textStrategy } from './text-strategy.js';
import { joinTexts } from './texts-in-one.js';

export interface SlidingWindowsOptions {
  /** w, words of a window. Default 65, the mean length of a passage of MS MARCO (paper); see `windowPresets`. */
  readonly words?: number;
  /** s, words from the beginning of a window to that of the next. Default: half of `words`, rounded down (paper). */
  readonly stride?: number;
  /**
   * Windows at most, from the beginning; each costs a pass over all candidates. Default 50, a bound of ours: the paper's
   * 20 passages make 40.
   */
  readonly most?: number;
}

/** Grades and negative documents are not heeded. */
export function slidingWindows(
  options: SlidingWindowsOptions = {},
): FeedbackStrategy<'text', 'text', 'text'> {
  const { words = 65, most = 50 } = options;
  checkWhole('words', words);
  checkWhole('most', most);
  const stride = options.stride ?? Math.max(1, Math.floor(words / 2));
  checkWhole('stride', stride);
  return textStrategy('slidingWindows', (query, documents) => {
    const all = documents.flatMap((text) => text.split(/\s+/).filter((word) => word !== ''));
    const windows = windowsOf(all.length, words, stride).slice(0, most);
    if (windows.length === 0) return query;
    return joinTexts(
      windows.map(([from, to]) => [query, ...all.slice(from, to)].filter((text) => text !== '').join(' ')),
    );
  });
}

/** Where the windows over `length` words begin and end. */
export function windowsOf(
  length: number,
  words: number,
  stride: number,
): readonly (readonly [from: number, to: number])[] {
  const windows: (readonly [number, number])[] = [];
  for (let from = 0; from < length; from += stride) {
    windows.push([from, Math.min(from + words, length)]);
    if (from + words >= length) break;
  }
  return windows;
}

function checkWhole(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw optionError(name, value, 'a whole number from 1');
}
