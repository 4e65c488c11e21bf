import type { Feedback } from '@reprise/spec';
import { cleanText, cutAtWord } from '../features/clean-text.js';
import type { Settings } from './prompt-prf-options.js';

export type PromptFeedback = Feedback<'text', 'features'>;

/** A passage that says something, and what it says. */
export interface SpokenPassage {
  readonly id: string;
  /** Its rank in the first pass, or its place among the judged. */
  readonly rank: number;
  /** What is put in of each of its features, by name. */
  readonly features: ReadonlyMap<string, string>;
  /** What is encoded of it: its features as one line, cleaned and cut, after its rank where that is wanted. */
  readonly line: string;
}

export interface Passages {
  /** k: documents that could have spoken. */
  readonly considered: number;
  /** Best first. */
  readonly spoken: readonly SpokenPassage[];
  /** Documents without any of the features. */
  readonly silent: readonly string[];
}

/** Reads the passages; whatever a store holds, what is encoded has one line and at most its part of the characters. */
export function readPassages({ positive }: PromptFeedback, chosen: Settings): Passages {
  const ranked = positive.map((document, i) => ({ document, rank: document.rank ?? i + 1 }));
  const considered = ranked.filter(({ rank }) => chosen.ranks?.has(rank) ?? true);
  const each =
    chosen.joined === 'apart'
      ? chosen.characters
      : Math.max(1, Math.floor(chosen.characters / considered.length));
  const spoken: SpokenPassage[] = [];
  const silent: string[] = [];
  for (const { document, rank } of considered) {
    const { id, features } = document;
    const names = chosen.features === 'all' ? [...features.keys()].sort() : chosen.features;
    const said = new Map<string, string>();
    let left = each;
    for (const name of names) {
      const text = cutAtWord(cleanText((features.get(name) ?? '').slice(0, 4 * each)), left);
      if (text === '') continue;
      said.set(name, text);
      left -= text.length + 2;
      if (left <= 0) break;
    }
    const label = chosen.rankLabels ? `Result ${rank}: ` : '';
    if (said.size === 0) silent.push(id);
    else spoken.push({ id, rank, features: said, line: label + [...said.values()].join('. ') });
  }
  return { considered: considered.length, spoken, silent };
}
