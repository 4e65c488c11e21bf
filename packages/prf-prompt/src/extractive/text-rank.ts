/**
 * Weighs the words of a text by how well those beside them are connected.
 *
 *     r(v) = (1 − d) + d · Σ_{u beside v} w(u, v) / Σ_x w(u, x) · r(u)
 *
 * w(u, v): how often u and v stand at most `window` words apart in a sentence. Mihalcea and Tarau: TextRank, Bringing
 * Order into Texts, EMNLP 2004, d = 0.85; phrases are, as there, neighbouring words of the best third, their weights
 * added up.
 *
 * Departures: no tagger says what is a noun or an adjective, so every word that is not a stop word stands for itself;
 * edges are weighted; phrases have four words at most, and short texts give more than a third, two words a phrase
 * wanted.
 */

import type { Word } from './split-text.js';
import { stopWords } from './stop-words.js';

const damping = 0.85;
const window = 3;
const rounds = 50;
const longest = 4;

const isContent = ({ key }: Word): boolean => key.length > 1 && /\p{L}/u.test(key) && !stopWords.has(key);

/** The weight of each content word. */
export function textRank(sentences: readonly (readonly Word[])[]): ReadonlyMap<string, number> {
  const edges = new Map<string, Map<string, number>>();
  for (const sentence of sentences) {
    sentence.forEach((word, i) => {
      if (!isContent(word)) return;
      const own = edges.get(word.key) ?? new Map<string, number>();
      edges.set(word.key, own);
      for (let j = Math.max(0, i - window); j < i; j++) {
        const other = sentence[j]!;
        if (other.key === word.key || !isContent(other)) continue;
        own.set(other.key, (own.get(other.key) ?? 0) + 1);
        const back = edges.get(other.key)!;
        back.set(word.key, (back.get(word.key) ?? 0) + 1);
      }
    });
  }
  const strengths = new Map(
    [...edges].map(([key, own]) => [key, [...own.values()].reduce((a, b) => a + b, 0)]),
  );
  let ranks = new Map([...edges.keys()].map((key) => [key, 1]));
  for (let round = 0; round < rounds; round++) {
    ranks = new Map(
      [...edges].map(([key, own]) => {
        let sum = 0;
        for (const [other, weight] of own) sum += (weight / strengths.get(other)!) * ranks.get(other)!;
        return [key, 1 - damping + damping * sum];
      }),
    );
  }
  return ranks;
}

/**
 * Phrases, heaviest first; of equal ones the first in the text. A phrase whose words are all in heavier ones is left
 * out.
 */
export function rankedPhrases(sentences: readonly (readonly Word[])[], count: number): readonly string[] {
  const ranks = textRank(sentences);
  const third = Math.max(Math.ceil(ranks.size / 3), 2 * count);
  const best = new Set(
    [...ranks]
      .sort(([, a], [, b]) => b - a)
      .slice(0, third)
      .map(([key]) => key),
  );
  const phrases = new Map<string, number>();
  let run: string[] = [];
  const take = (): void => {
    if (run.length > 0)
      phrases.set(
        run.join(' '),
        run.reduce((sum, key) => sum + ranks.get(key)!, 0),
      );
    run = [];
  };
  for (const sentence of sentences) {
    for (const { key, joined } of sentence) {
      if (!joined || run.length === longest) take();
      if (best.has(key)) run.push(key);
      else take();
    }
    take();
  }
  const said = new Set<string>();
  return [...phrases]
    .sort(([, a], [, b]) => b - a)
    .filter(([phrase]) => {
      const keys = phrase.split(' ');
      const isNew = keys.some((key) => !said.has(key));
      for (const key of keys) said.add(key);
      return isNew;
    })
    .slice(0, count)
    .map(([phrase]) => phrase);
}
