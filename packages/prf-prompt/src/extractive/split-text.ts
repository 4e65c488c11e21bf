/** Sentences and words by rule, for languages that end sentences with . ! ? or 。 and put spaces between words. */

/** Sentence ends by their mark and the space behind it; what looks like an abbreviation or an initial ends none. */
export function sentences(text: string): readonly string[] {
  const found: string[] = [];
  let from = 0;
  const take = (to: number): void => {
    const sentence = text.slice(from, to).trim();
    if (sentence !== '') found.push(sentence);
    from = to;
  };
  for (const { 0: mark, index } of text.matchAll(/[。！？]|[.!?]["'”’)\]]{0,3}(?= )/gu)) {
    const end = index + mark.length;
    if (mark.startsWith('.') && isAbbreviation(text.slice(Math.max(from, index - 12), index))) continue;
    // Before a small letter only a mark that stands alone is an end, as in collections without capitals.
    const goesOn = /^[.!?]$/.test(mark) && /^ \p{Ll}/u.test(text.slice(end, end + 3));
    if (goesOn && text[index - 1] !== ' ') continue;
    take(end);
  }
  take(text.length);
  return found;
}

const abbreviation =
  /(?:^|[ (])(?:\p{L}|[eE]\.g|[iI]\.e|[A-Z]\.[A-Z]|al|approx|cf|Dr|etc|Fig|Mr|Mrs|Ms|No|Prof|St|vs)$/u;
const isAbbreviation = (before: string): boolean => abbreviation.test(before);

export interface Word {
  readonly text: string;
  /** In lower case. */
  readonly key: string;
  /** Whether nothing but a space is between it and the word before. */
  readonly joined: boolean;
}

/** The words of a sentence; parts joined by hyphen, apostrophe or point are one. Longer ones than 64 units are none. */
export function words(sentence: string): readonly Word[] {
  const found: Word[] = [];
  let end = -1;
  for (const { 0: text, index } of sentence.matchAll(/[\p{L}\p{M}\p{N}]+(?:[-'’.][\p{L}\p{M}\p{N}]+)*/gu)) {
    if (text.length <= 64) {
      const joined = found.length > 0 && index === end + 1 && sentence[end] === ' ';
      found.push({ text, key: text.toLowerCase(), joined });
    }
    end = index + text.length;
  }
  return found;
}
