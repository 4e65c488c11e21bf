/**
 * What steers the eye or hides from it: direction marks, joiners, soft hyphens, tags (`Cf`), half characters (`Cs`),
 * private ones (`Co`), variation selectors and the blank letters.
 */
const invisible = /[\p{Cf}\p{Cs}\p{Co}\u{115f}\u{1160}\u{3164}\u{ffa0}]|\p{Variation_Selector}/gu;
const breaks = /[\p{Cc}\p{Z}]+/gu;

/**
 * One line of visible text: no control, bidirectional, zero-width or tag characters, single spaces, none at the ends.
 */
export function cleanText(text: string): string {
  return text.replace(invisible, '').replace(breaks, ' ').trim();
}

/** The beginning of a text: at most so many UTF-16 units, never half a character. */
export function cut(text: string, units: number): string {
  if (text.length <= units) return text;
  const last = text.charCodeAt(units - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? units - 1 : units);
}

/** The beginning of a text up to a word's end, where the words are not too long for that. */
export function cutAtWord(text: string, units: number): string {
  if (text.length <= units) return text;
  const space = text.lastIndexOf(' ', units);
  return cut(text, space > units / 2 ? space : units).trimEnd();
}

/** The passage as a maker sees it: cleaned and cut. Of a longer one no more is looked at than may be left of it. */
export function passageText(text: string, characters: number): string {
  return cutAtWord(cleanText(cut(text, 4 * characters)), characters);
}
