import { english, standardTokenizer } from '@reprise/text';
import MiniSearch from 'minisearch';
import type { Bench } from './bench.js';
import { median, timeEach } from './measure.js';
import { syntheticTexts } from './synthetic.js';
import { realTexts } from './texts.js';

/** Tokens a second, beside a peer's tokenizer and beside looking at every character once. */
export const analyzerBench: Bench = async function* ({ documents }) {
  for (const { name, documents: all } of [await realTexts(), syntheticTexts(documents)]) {
    const texts = all.map(({ text }) => text);
    const tokenize = MiniSearch.getDefault('tokenize') as (text: string) => string[];
    const lower = MiniSearch.getDefault('processTerm') as (term: string) => string;
    const ways: Readonly<Record<string, (texts: readonly string[]) => unknown>> = {
      // Made afresh each time: what it remembers of words is part of the work.
      'english()': (some) => countTokens(some, english().tokens),
      'standardTokenizer alone': (some) => countTokens(some, standardTokenizer),
      'minisearch, lower case only': (some) => countTokens(some, (text) => tokenize(text).map(lower)),
      'limit: every character once': (some) => some.reduce((sum, text) => sum + sumOfUnits(text), 0),
    };
    const tokens = countTokens(texts, standardTokenizer);
    const units = texts.reduce((sum, text) => sum + text.length, 0);
    const seconds = (await timeEach(Object.values(ways), [texts], 5)).map((times) => median(times) / 1000);
    yield {
      title: `Analyse ${name}: ${tokens.toLocaleString('en')} tokens`,
      rows: Object.keys(ways).map((way, w) => ({
        way,
        'million tokens/s': tokens / seconds[w]! / 1e6,
        'million characters/s': units / seconds[w]! / 1e6,
        'times ours': seconds[w]! / seconds[0]!,
      })),
      notes: ['Tokens are counted before stop words go, for all alike.'],
    };
  }
};

const countTokens = (texts: readonly string[], cut: (text: string) => readonly string[]): number =>
  texts.reduce((sum, text) => sum + cut(text).length, 0);

function sumOfUnits(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i);
  return sum;
}
