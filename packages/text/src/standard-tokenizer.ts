/**
 * Words as UAX #29 (Unicode 12.1) cuts them, emoji sequences as UTS #51 joins them: the tokens of StandardTokenizer of
 * Lucene 9.9.1. Han and Hiragana are one character a token; runs of Katakana, Hangul, Thai, Lao, Khmer and Myanmar stay
 * whole; whatever holds no letter, digit or emoji is dropped.
 *
 * The rules are one deterministic machine over classes of code points (scripts/make-tables.mjs has them readable). From
 * each start the longest token wins. As in Lucene the machine sees 255 UTF-16 units from a token's start and nothing
 * behind, so longer words are cut there (a unit earlier where the cut would split a surrogate pair). Lucene loses the
 * last words of a text that ends in half a surrogate pair; here they are kept.
 */
import { classCount, classRuns, firstTokenState, transitions } from './word-break-table.js';

/** UTF-16 units of the longest token, `StandardAnalyzer.DEFAULT_MAX_TOKEN_LENGTH` of Lucene. */
const maximumLength = 255;
const dead = 0;
const initial = 1;
const zeroWidthJoiner = 0x200d;

/** One byte a code point; the pages that hold class 0 only cost no memory until they are read. */
const classOf: Uint8Array = /* @__PURE__ */ readClasses();
const next: Uint8Array = /* @__PURE__ */ Uint8Array.from(transitions, (state) => state.charCodeAt(0) - 48);

function readClasses(): Uint8Array {
  const classes = new Uint8Array(0x110000);
  let first = 0;
  for (const [, name, length] of classRuns.matchAll(/([@-Z])([0-9a-z]*)/g)) {
    const end = first + (length ? Number.parseInt(length, 36) : 1);
    classes.fill(name!.charCodeAt(0) - 64, first, end);
    first = end;
  }
  return classes;
}

const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
const isLow = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

/** The code point at `i`, taking text from `limit` on for absent. */
function codePointAt(text: string, i: number, limit: number): number {
  const unit = text.charCodeAt(i);
  if (!isHigh(unit) || i + 1 >= limit) return unit;
  const low = text.charCodeAt(i + 1);
  return isLow(low) ? ((unit - 0xd800) << 10) + (low - 0xdc00) + 0x10000 : unit;
}

export function standardTokenizer(text: string): string[] {
  const tokens: string[] = [];
  const { length } = text;
  let barren = 0;
  let start = 0;
  while (start < length) {
    if (start < barren) {
      const point = codePointAt(text, start, length);
      if (next[initial * classCount + classOf[point]!]! < firstTokenState) {
        start++;
        continue;
      }
    }
    let limit = length;
    if (limit - start >= maximumLength) {
      limit = start + maximumLength;
      if (isHigh(text.charCodeAt(limit - 1))) limit--;
    }
    let state = initial;
    let end = start;
    let i = start;
    while (i < limit) {
      const point = codePointAt(text, i, limit);
      const following = next[state * classCount + classOf[point]!]!;
      if (following === dead) break;
      state = following;
      i += point > 0xffff ? 2 : 1;
      if (state >= firstTokenState) end = i;
    }
    if (end > start) {
      tokens.push(text.slice(start, end));
      start = end;
    } else {
      if (i - start > 1) barren = barrenEnd(text, start, i, state);
      start++;
    }
  }
  return tokens;
}

/**
 * The end of the run that the machine read from `start` to `i` without finding a token: before it only characters that
 * are tokens alone (vowel signs of Thai, skin tones) can start one. The run is an underscore, a joiner or half an emoji
 * and then only underscores and characters that extend others. Without this bound all their starts would read the whole
 * run in vain.
 */
function barrenEnd(text: string, start: number, i: number, state: number): number {
  let end = i;
  for (let at = state; end < text.length; ) {
    const point = codePointAt(text, end, text.length);
    at = next[at * classCount + classOf[point]!]!;
    // Starts that see so far find a token.
    if (at >= firstTokenState) return end - maximumLength + 1;
    if (at === dead) break;
    end += point > 0xffff ? 2 : 1;
  }
  // What ends the run makes no token with it, but an emoji does with the joiners right before it.
  if (text.charCodeAt(start) === zeroWidthJoiner) return end;
  while (text.charCodeAt(end - 1) === zeroWidthJoiner) end--;
  return end;
}
