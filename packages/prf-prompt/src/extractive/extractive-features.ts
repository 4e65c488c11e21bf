/**
 * Features without any language model: words, names and sentences that stand in the text, none that do not.
 *
 *     keywords   phrases by TextRank; with an encoder its 40 best, thinned by maximal marginal relevance
 *     entities   names by their capitals
 *     summary    the sentences nearest to the centroid of all: of their vectors, or of their words without an encoder
 *
 * See `text-rank.ts`, `choose.ts` and `entities.ts` for sources and departures. Nothing is drawn at random.
 */
import { type Encoder, optionError, pacer, RepriseError, type RunOptions } from '@reprise/spec';
import { cutAtWord, passageText } from '../features/clean-text.js';
import { type FeatureMaker, featureMaker } from '../features/feature-maker.js';
import { type ListForm, listItems } from '../features/join-list.js';
import { centralSentences, maximalMarginalRelevance } from './choose.js';
import { entities } from './entities.js';
import { sentences, type Word, words } from './split-text.js';
import { rankedPhrases } from './text-rank.js';
import { centroid, type Row, termRows, unit } from './vectors.js';

export type ExtractiveFeature = 'keywords' | 'entities' | 'summary';

export interface ExtractiveFeaturesOptions {
  /** What it makes. Default all three. */
  readonly features?: readonly ExtractiveFeature[];
  /** Makes vectors of phrases and sentences, such as `await minilm()`. Default none: words alone are counted. */
  readonly encoder?: Encoder<'text', 'vector'>;
  /** Keywords and entities at most. Default 10. */
  readonly items?: number;
  /** Sentences of a summary at most. Default 2. */
  readonly sentences?: number;
  /** UTF-16 units of a text that are looked at. Default 6,000, as `modelFeatures`. */
  readonly characters?: number;
}

const known: readonly ExtractiveFeature[] = ['keywords', 'entities', 'summary'];

/** Phrases that maximal marginal relevance chooses among; each costs the encoder a short text. */
const proposed = 40;
const summaryCharacters = 1000;

/** A text taken apart, and what it hands to the encoder. */
interface Parts {
  readonly sentences: readonly string[];
  readonly words: readonly (readonly Word[])[];
  readonly phrases: readonly string[];
}

/** A maker of what stands in the text itself; see the head of this file. */
export function extractiveFeatures(options: ExtractiveFeaturesOptions = {}): FeatureMaker {
  const { features = known, encoder, items = 10, sentences: summed = 2, characters = 6000 } = options;
  const sound = Array.isArray(features) && features.length > 0 && new Set(features).size === features.length;
  if (!sound || !features.every((feature) => known.includes(feature)))
    throw optionError('features', features, `some of ${known.join(', ')}, each once`);
  for (const [name, value] of Object.entries({ items, sentences: summed, characters })) {
    if (!(Number.isSafeInteger(value) && value >= 1))
      throw optionError(name, value, 'a whole number of at least 1');
  }
  if (encoder !== undefined && !encoder?.writes?.includes('vector'))
    throw optionError('encoder', encoder, 'an encoder that makes vectors of texts, such as minilm()');

  const wants = (feature: ExtractiveFeature): boolean => features.includes(feature);
  const form: ListForm = { items, length: 64, separator: ', ', terms: true };
  const takeApart = (text: string): Parts => {
    const cutUp = sentences(passageText(text, characters));
    const each = cutUp.map(words);
    const count = encoder === undefined ? items : Math.max(items, proposed);
    return { sentences: cutUp, words: each, phrases: wants('keywords') ? rankedPhrases(each, count) : [] };
  };
  const describe = (parts: Parts, rows: Rows): ReadonlyMap<string, string> => {
    const centre = centroid(rows.sentences);
    const chosen =
      rows.phrases === undefined ? undefined : maximalMarginalRelevance(rows.phrases, centre, items);
    const found: Readonly<Record<ExtractiveFeature, () => string>> = {
      keywords: () =>
        listItems(chosen?.map((i) => parts.phrases[i]!) ?? parts.phrases, form).join(form.separator),
      entities: () => listItems(entities(parts.words), form).join(form.separator),
      summary: () => {
        const central = centralSentences(rows.sentences, centre, summed);
        return cutAtWord(central.map((i) => parts.sentences[i]).join(' '), summaryCharacters);
      },
    };
    const made = features.map((feature: ExtractiveFeature) => [feature, found[feature]()] as const);
    return new Map(made.filter(([, text]) => text !== ''));
  };

  return featureMaker({
    name: 'extractiveFeatures',
    features: [...features],
    identity:
      `extractive@1 ${encoder === undefined ? 'by words' : `by ${encoder.name}`}, ` +
      `${items} items, ${summed} sentences, ${characters} characters`,
    describe: async (batch, run = {}) => {
      const pause = pacer(run.signal);
      const apart: Parts[] = [];
      for (const { text } of batch) {
        await pause();
        apart.push(takeApart(text));
      }
      const rows = encoder === undefined ? apart.map(rowsOfWords) : await rowsOfVectors(encoder, apart, run);
      const described = [];
      for (const [i, parts] of apart.entries()) {
        await pause();
        described.push({ features: describe(parts, rows[i]!), failures: new Map() });
      }
      return described;
    },
  });
}

/** Vectors of a text's sentences, and of its phrases where there is an encoder. */
interface Rows {
  readonly sentences: readonly Row[];
  readonly phrases?: readonly Row[];
}

const rowsOfWords = ({ words: each }: Parts): Rows => ({
  sentences: termRows(each.map((sentence) => sentence.map(({ key }) => key))),
});

async function rowsOfVectors(
  encoder: Encoder<'text', 'vector'>,
  apart: readonly Parts[],
  { signal, concurrency }: RunOptions,
): Promise<readonly Rows[]> {
  const texts = apart.flatMap(({ sentences: each, phrases }) => [...each, ...phrases]);
  const made = await encoder.encode(
    texts.map((text) => ({ text })),
    'document',
    { ...(signal && { signal }), ...(concurrency !== undefined && { concurrency }) },
  );
  if (made.length !== texts.length) {
    throw new RepriseError(
      'PLUGIN_CONTRACT',
      `${encoder.name} made ${made.length} of ${texts.length} texts: it has to answer each`,
      { details: { expected: texts.length, found: made.length } },
    );
  }
  let next = 0;
  const take = (count: number): readonly Row[] => {
    next += count;
    return made.slice(next - count, next).map(({ vector }) => unit(vector.data));
  };
  return apart.map(({ sentences: each, phrases }) => ({
    sentences: take(each.length),
    phrases: take(phrases.length),
  }));
}
