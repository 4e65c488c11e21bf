import type { About, OptionAbout, StageAbout } from '@reprise/demo';
import { fusers } from '../pipeline/fusers.js';
import type { OptionType } from '../pipeline/options.js';
import { clusterers, type FeedbackWord, type SearchWord, words } from '../pipeline/words.js';
import { serverOptions } from './check-pipeline.js';
import type { Judged } from './judged.js';
import type { Parts } from './open-parts.js';
import { says } from './says.js';

/** Words that stand first among those of their kind. */
const first: readonly string[] = [
  ...['bm25', 'dense', 'colbert', 'impact'],
  ...['rm3', 'vectorAverage', 'vectorRocchio', 'colbertPrf', 'promptPrf', 'rocchio', 'bo1', 'kl'],
];

/** Pipelines worth comparing, of which an index can run some. */
const presets: About['presets'] = [
  { name: 'Words', pipeline: 'bm25' },
  { name: 'Words, with feedback', pipeline: 'bm25 >> rm3 >> bm25' },
  { name: 'Meaning', pipeline: 'dense' },
  { name: 'Meaning, with feedback', pipeline: 'dense >> vectorAverage >> dense' },
  { name: 'Words and meaning', pipeline: 'fuse(interpolate, bm25, dense)' },
  {
    name: 'Words and meaning, with feedback',
    pipeline: 'fuse(interpolate, bm25, dense) >> vectorRocchio(documents=3) >> dense',
  },
  { name: 'Word by word', pipeline: 'colbert' },
  { name: 'Word by word, with feedback', pipeline: 'colbert >> colbertPrf >> colbert' },
  { name: 'Meaning, with keywords of the results', pipeline: 'dense >> promptPrf >> dense' },
  { name: 'Words, with keywords of the results', pipeline: 'bm25 >> promptPrf >> bm25' },
  { name: 'Words, with what a language model adds', pipeline: 'bm25 >> grf(features=keywords) >> bm25' },
  { name: 'Meaning, with what a language model adds', pipeline: 'dense >> grf(features=keywords) >> dense' },
];

export const measures: readonly string[] = ['nDCG@10', 'AP', 'R@100', 'P@10', 'RR@10'];

/** The words that these parts can run. */
export function offeredWords(parts: Parts): ReadonlyMap<string, SearchWord | FeedbackWord> {
  const offered = [...words].flatMap(([name, word]): [string, SearchWord | FeedbackWord][] =>
    word.does !== 'rerank' && canRun(word, parts) ? [[name, word]] : [],
  );
  const place = ([name, word]: [string, SearchWord | FeedbackWord]): number =>
    (word.does === 'search' ? 0 : 1000) + (first.includes(name) ? first.indexOf(name) : first.length);
  return new Map(offered.sort((a, b) => place(a) - place(b)));
}

function canRun(
  word: SearchWord | FeedbackWord,
  { encoders, hasTexts, indexes, languageModel }: Parts,
): boolean {
  // Models are named by whoever starts the server.
  if (word.does === 'feedback' && 'opens' in word) return false;
  const holds = (kind: string): boolean => encoders.some(({ entry }) => entry.kind === kind);
  if (word.does === 'search') return word.searches === 'text' || holds(word.searches);
  switch (word.learns) {
    case 'terms':
      return true;
    case 'vector':
      return holds('dense');
    case 'tokens':
      return holds('colbert');
    case 'text':
      // Several texts are for models that order hits anew.
      return hasTexts && !('writes' in word && word.writes === 'texts');
    case 'features':
      return indexes.features !== undefined;
    case 'nothing':
      return languageModel !== undefined;
  }
}

export function aboutOf(
  name: string,
  parts: Parts,
  judged: Judged,
  isRunnable: (pipeline: string) => boolean,
): About {
  return {
    name,
    documents: parts.indexes.text.index.size,
    stages: [...offeredWords(parts)].map(([word, of]) => stageAbout(word, of, parts)),
    fusers: [...fusers]
      .sort(([a], [b]) => Number(b === 'interpolate') - Number(a === 'interpolate'))
      .map(([word, { options }]) => ({ word, options: optionsAbout(options, new Map()) })),
    presets: presets.filter(({ pipeline }) => isRunnable(pipeline)),
    examples: judged.queries.slice(0, 3).map(({ text }) => text),
    judged: judged.queries.map(({ id, text }) => ({ id, text, relevant: judged.relevant(id) })),
    measures: judged.queries.length === 0 ? [] : measures,
    ...(parts.languageModel !== undefined && { languageModel: parts.languageModel.name }),
  };
}

function stageAbout(name: string, word: SearchWord | FeedbackWord, parts: Parts): StageAbout {
  const common = { word: name, does: word.does, says: says(name, word) };
  if (word.does === 'search') {
    const on = ({ text: 'text', impact: 'text', dense: 'vector', colbert: 'tokens' } as const)[word.searches];
    const names = parts.encoders.filter(({ entry }) => entry.kind === word.searches).map((one) => one.name);
    const known = new Map<string, Partial<OptionAbout>>([
      ['k', { default: 1000 }],
      ['encoder', { values: names, ...(names[0] !== undefined && { default: names[0] }) }],
    ]);
    return { ...common, on, options: optionsAbout(word.options, known) };
  }
  const known = new Map<string, Partial<OptionAbout>>([
    ['documents', { default: word.documents }],
    ['bottom', { default: 0 }],
    ...(word.learns === 'features'
      ? [featuresOption([...(parts.indexes.features?.features ?? []), 'all'], 'keywords')]
      : []),
    ['clusterer', { default: 'kernelKMeans', values: [...clusterers.keys()] }],
  ]);
  return {
    ...common,
    on: word.learns === 'terms' || word.learns === 'nothing' ? 'text' : word.learns,
    options: optionsAbout(word.options, known),
  };
}

const featuresOption = (values: readonly string[], usual: string): [string, Partial<OptionAbout>] => [
  'features',
  { default: usual, values },
];

/** The options that the page may set, with what is known of them. */
function optionsAbout(
  options: ReadonlyMap<string, OptionType>,
  known: ReadonlyMap<string, Partial<OptionAbout>>,
): readonly OptionAbout[] {
  return [...options]
    .filter(([name, type]) => type !== 'pattern or false' && !serverOptions.has(name))
    .map(([name, type]) => ({
      name,
      type: type === 'number' || type === 'boolean' ? type : 'name',
      ...known.get(name),
    }));
}
