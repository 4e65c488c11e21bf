import { optionError } from '@reprise/spec';
import { parseMeasure } from '../measures/parse-measure.js';
import { families, groups } from '../measures/registry.js';

export interface TrecEvalWords {
  /** For `evaluate`. Empty where only `runid` and `relstring` were asked. */
  readonly measures: readonly string[];
  /** Whether the row `runid` was asked, alone or in a group. */
  readonly runId: boolean;
  /** `relstring`, alone or in `all_trec`: the name that is printed, and of how many hits. */
  readonly relevance?: { readonly name: string; readonly length: number };
  /** Words whose list gives way to that of an earlier word of the same measure, both as given. */
  readonly ignored: readonly { readonly word: string; readonly for: string }[];
}

/**
 * Reads trec_eval's arguments of `-m` together, as that program does: words mark measures, and the first list of
 * cut-offs or parameters that a measure gets is the one it has, so `P.5` with `P.10` or with `official` is P_5
 * alone. What only this package knows (`nDCG@10`, `P_5`) passes unchanged. No word stands for `official`.
 */
export function trecEvalWords(words: readonly string[]): TrecEvalWords {
  const lists = new Map<string, string>();
  const marked = new Set<string>();
  const others: string[] = [];
  const ignored: { word: string; for: string }[] = [];
  for (const word of words.length > 0 ? words : ['official']) {
    const [, name = '', list] = /^([^.]+)(?:\.(.+))?$/s.exec(word) ?? [];
    const group = members.get(name) ?? (single.has(name) ? [name] : undefined);
    if (group === undefined) {
      parseMeasure(word);
      others.push(word);
      continue;
    }
    for (const member of group) marked.add(member);
    // A list behind a group is read past, as there.
    if (list === undefined || members.has(name)) continue;
    if (name === 'runid') throw optionError('measure', word, 'runid, which takes no parameters');
    if (lists.has(name) && lists.get(name) !== list)
      ignored.push({ word, for: `${name}.${lists.get(name)}` });
    else lists.set(name, list);
  }
  const length = lists.get('relstring');
  if (length !== undefined && !/^\d{1,9}$/.test(length))
    throw optionError('the length of relstring', length, 'a whole number, such as 10');
  const written = (name: string): string => (lists.has(name) ? `${name}.${lists.get(name)}` : name);
  const measures = [...marked].filter((name) => !texts.includes(name)).map(written);
  measures.forEach(parseMeasure);
  return Object.freeze({
    measures: [...measures, ...others],
    runId: marked.has('runid'),
    ...(marked.has('relstring') && {
      relevance: {
        name: length === undefined ? 'relstring' : `relstring_${length}`,
        length: Number(length ?? 10),
      },
    }),
    ignored,
  });
}

/** What trec_eval counts among the measures and is no number. */
const texts: readonly string[] = ['runid', 'relstring'];

/** Group → what it marks. Each has `runid`, and only `all_trec` has `relstring`. */
const members: ReadonlyMap<string, readonly string[]> = new Map(
  [...groups].map(([group, list]) => [
    group,
    [...list.flatMap(({ trec }) => trec ?? []), ...(group === 'all_trec' ? texts : ['runid'])],
  ]),
);

const single: ReadonlySet<string> = new Set([...texts, ...families.flatMap(({ trec }) => trec ?? [])]);
