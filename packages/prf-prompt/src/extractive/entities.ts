/**
 * Names by their capitals: neighbouring words that begin with a capital letter, with `of`, `the` or `de` between
 * them, and words such as DNA, p53 or COVID-19. A word that may have its capital from beginning a sentence counts if
 * it has it elsewhere too, or stands before another capital and is nowhere written small. Rules for English: German
 * nouns all pass.
 */

import type { Word } from './split-text.js';
import { stopWords } from './stop-words.js';

const connectors = new Set(['of', 'the', 'de', 'la', 'van', 'von', 'der', 'del']);
const acronym = /^(?=.*\p{L})(?:.*\p{Lu}.*\p{Lu}|.*\p{L}-?\p{N}|\p{N}+-?\p{Lu})/u;

const isName = ({ text, key }: Word): boolean =>
  acronym.test(text) || (/^\p{Lu}/u.test(text) && text.length > 1 && !stopWords.has(key));

/** Names, most frequent first; of equal ones the first in the text. */
export function entities(sentences: readonly (readonly Word[])[]): readonly string[] {
  const small = new Set<string>();
  const named = new Set<string>();
  const plain = sentences.filter((sentence) => !isHeading(sentence));
  for (const sentence of plain) {
    sentence.forEach((word, i) => {
      if (word.text === word.key) small.add(word.key);
      else if (i > 0 && isName(word)) named.add(word.key);
    });
  }
  const counts = new Map<string, { readonly name: string; count: number }>();
  for (const sentence of plain) {
    for (const name of runs(sentence, small, named)) {
      const key = name.toLowerCase();
      const known = counts.get(key) ?? { name, count: 0 };
      known.count++;
      counts.set(key, known);
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).map(({ name }) => name);
}

/** In capitals throughout, where a capital says nothing. */
function isHeading(sentence: readonly Word[]): boolean {
  const capitals = sentence.filter(({ text }) => text.length > 1 && text === text.toUpperCase()).length;
  return sentence.length > 3 && capitals > 0.6 * sentence.length;
}

function* runs(
  sentence: readonly Word[],
  small: ReadonlySet<string>,
  named: ReadonlySet<string>,
): Generator<string> {
  for (let i = 0; i < sentence.length; i++) {
    const first = sentence[i]!;
    if (!isName(first)) continue;
    let end = i;
    for (let next = i + 1; next < sentence.length && sentence[next]!.joined; next++) {
      if (isName(sentence[next]!)) end = next;
      else if (!connectors.has(sentence[next]!.key) || next - end > 2) break;
    }
    const begins = i === 0 && !acronym.test(first.text) && !named.has(first.key);
    const keeps = end > i && !small.has(first.key) && !acronym.test(sentence[i + 1]!.text);
    const from = begins && !keeps ? i + 1 : i;
    const run = sentence.slice(from, end + 1);
    while (run.length > 0 && !isName(run[0]!)) run.shift();
    if (run.length > 0) yield run.map(({ text }) => text).join(' ');
    i = end;
  }
}
