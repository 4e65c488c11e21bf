import type { Generation } from '@reprise/llm';
import { cleanText, cut, cutAtWord } from './clean-text.js';
import type { FeatureTemplate } from './feature-template.js';
import { listItems } from './join-list.js';

const fence = /^```\w*|```$/g;
const marks = /\[\[\/?(?:passage|query) [0-9a-f]{16}\]\]/g;
const preambles = [
  /^(?:sure|certainly|of course|okay)[,.!:] /i,
  /^here(?:'s| is| are)\b[^.:!?]{0,80}: /i,
  /^(?:the )?(?:summary|document|essay|news article|article|answer)(?: of the passage)?: /i,
];

/** The feature that an answer holds, cleaned; undefined where nothing is left of it. */
export function readFeature(
  template: FeatureTemplate,
  { text, value, finish }: Generation,
): string | undefined {
  const { list, characters } = template;
  const read =
    list === undefined
      ? readProse(text, characters, finish)
      : listItems(strings(value, list.field), list).join(list.separator);
  return read === '' ? undefined : read;
}

/** Whatever the backend promised, only strings pass. */
function strings(value: unknown, field: string): readonly string[] {
  const list: unknown = Object(value)[field];
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

function readProse(text: string, characters: number, finish: Generation['finish']): string {
  // Small models repeat the marks now and then.
  let read = cleanText(
    cut(text.trim(), 4 * characters)
      .replace(fence, '')
      .replace(marks, ' '),
  );
  for (const preamble of preambles) read = read.replace(preamble, '');
  const kept = cutAtWord(read, characters);
  if (kept === read && finish !== 'length') return read;
  // What was cut off ends with its last whole sentence, where there is one.
  const end = kept.search(/[.!?。！？][^.!?。！？]*$/u);
  return end < 0 ? kept : kept.slice(0, end + 1);
}
