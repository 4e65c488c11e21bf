import type { LanguageModel } from '@reprise/llm';
import type { MultivectorIndex } from '@reprise/multivector';
import { colbertPrf, kernelKMeans, kMedoids, mlKmeans } from '@reprise/prf-colbert';
import { type FeatureName, grf, promptPrf } from '@reprise/prf-prompt';
import { bm25prf, bo1, bo2, kl, klComplete, klCorrect, rm3, rm3Terrier, rocchio } from '@reprise/prf-rocchio';
import { ancePrf, concatenate, lol, slidingWindows, type TrainedQueryOptions } from '@reprise/prf-text';
import { dime, vectorAverage, vectorRocchio } from '@reprise/prf-vector';
import {
  atire,
  bb2,
  bm25,
  bm25l,
  bm25plus,
  dirichlet,
  dph,
  inL2,
  pl2,
  robertson,
  type Similarity,
  type SparseIndex,
  terrierBm25,
  terrierDirichlet,
  tfIdf,
} from '@reprise/sparse';
import { type CollectionStatistics, type Encoder, type FeedbackStrategy, optionError } from '@reprise/spec';
import type { EncodedKind } from '../indexes/catalogue.js';
import type { TrainedEncoder, TrainedForm } from '../indexes/models.js';
import type { OptionType, OptionValues } from './options.js';

/** A word that searches. Beside its own options it takes `k`, the number of hits it passes on. */
export type SearchWord = TextSearch | EncodedSearch;

/** In the inverted index of the documents' text. */
export interface TextSearch {
  readonly does: 'search';
  readonly searches: 'text';
  readonly options: ReadonlyMap<string, OptionType>;
  readonly similarity: (options: OptionValues) => Similarity;
}

/** In what a model made of the documents; `encoder=` says which, where there are several. */
export interface EncodedSearch {
  readonly does: 'search';
  readonly searches: EncodedKind;
  readonly options: ReadonlyMap<string, OptionType>;
}

/** A word that orders hits anew by what a model reads in their texts. Takes the `depth` down to which it does. */
export interface RerankWord {
  readonly does: 'rerank';
  readonly options: ReadonlyMap<string, OptionType>;
  readonly opens: 'crossEncoder';
}

type TermStrategy = FeedbackStrategy<'terms', 'terms', 'terms' | 'weighting'>;
type VectorStrategy = FeedbackStrategy<'vector', 'vector', 'vector'>;
type TokenStrategy = FeedbackStrategy<'tokens', 'tokens', 'tokens'>;

type FeaturesStrategy = FeedbackStrategy<'text', 'features', 'vector' | 'terms'>;

/** A word that feeds back. Beside its own options it takes the judge's `documents` and, where it heeds them, `bottom`. */
export type FeedbackWord =
  | TermsFeedback
  | VectorFeedback
  | TokensFeedback
  | TextFeedback
  | TrainedFeedback
  | FeaturesFeedback
  | GenerationFeedback;

interface TermsFeedback {
  readonly does: 'feedback';
  readonly learns: 'terms';
  readonly options: ReadonlyMap<string, OptionType>;
  /** The reference's number of feedback documents. */
  readonly documents: number;
  readonly strategy: (options: OptionValues, index: SparseIndex) => TermStrategy;
}

interface VectorFeedback {
  readonly does: 'feedback';
  readonly learns: 'vector';
  readonly options: ReadonlyMap<string, OptionType>;
  readonly documents: number;
  readonly strategy: (options: OptionValues) => VectorStrategy;
}

interface TokensFeedback {
  readonly does: 'feedback';
  readonly learns: 'tokens';
  readonly options: ReadonlyMap<string, OptionType>;
  readonly documents: number;
  readonly strategy: (options: OptionValues, index: MultivectorIndex) => TokenStrategy;
}

interface TextFeedback {
  readonly does: 'feedback';
  readonly learns: 'text';
  readonly options: ReadonlyMap<string, OptionType>;
  readonly documents: number;
  /** `texts`: several in one, which only `eachText` reads. */
  readonly writes: 'text' | 'texts';
  readonly strategy: (options: OptionValues) => FeedbackStrategy<'text', 'text', 'text'>;
}

/** By a query encoder that was trained to read the documents' texts behind the query. */
export interface TrainedFeedback {
  readonly does: 'feedback';
  readonly learns: 'text';
  readonly options: ReadonlyMap<string, OptionType>;
  readonly documents: number;
  readonly opens: TrainedForm;
  readonly strategy: (
    options: OptionValues,
    encoder: TrainedEncoder,
  ) => FeedbackStrategy<'text', 'text', 'vector'>;
}

interface FeaturesFeedback {
  readonly does: 'feedback';
  readonly learns: 'features';
  readonly options: ReadonlyMap<string, OptionType>;
  readonly documents: number;
  readonly strategy: (
    options: OptionValues,
    encoder: Encoder<'text', 'vector' | 'terms'>,
  ) => FeaturesStrategy;
}

/** By what a language model writes of the query: it looks at no document. */
export interface GenerationFeedback {
  readonly does: 'feedback';
  readonly learns: 'nothing';
  readonly options: ReadonlyMap<string, OptionType>;
  readonly documents: number;
  readonly strategy: (
    options: OptionValues,
    encoder: Encoder<'text', 'vector' | 'terms'>,
    model: LanguageModel,
  ) => FeedbackStrategy<'text', never, 'vector' | 'terms'>;
}

type Options = Readonly<Record<string, OptionType>>;

const optionMap = (options: Options): ReadonlyMap<string, OptionType> => new Map(Object.entries(options));

const numbers = (...names: readonly string[]): Options =>
  Object.fromEntries(names.map((name) => [name, 'number']));

/** Options that say which language model, and what it may spend. */
export const languageModelOptions: Options = {
  ...{ model: 'name', url: 'name', llm: 'name' },
  ...numbers('timeout', 'threads'),
};

const search = (similarity: (options: OptionValues) => Similarity, options: Options): SearchWord => ({
  does: 'search',
  searches: 'text',
  similarity,
  options: new Map(Object.entries({ ...numbers('k'), ...options })),
});

/** What every strategy over terms takes of the filter; the pattern is written as text. */
const filter: Options = {
  ...numbers('maxDocumentFrequency', 'minLength', 'maxLength'),
  pattern: 'pattern or false',
};

const feedback = <Writes extends 'terms' | 'weighting'>(
  documents: number,
  factory: (options: {
    readonly statistics: CollectionStatistics;
  }) => FeedbackStrategy<'terms', 'terms', Writes>,
  options: Options,
): FeedbackWord => ({
  does: 'feedback',
  learns: 'terms',
  documents,
  options: new Map(Object.entries({ ...numbers('documents', 'bottom'), ...options, ...filter })),
  strategy: ({ pattern, ...own }, { statistics }) =>
    factory({
      statistics,
      ...own,
      ...(typeof pattern === 'string' && { pattern: new RegExp(pattern, 'u') }),
      ...(pattern === false && { pattern }),
    }) as unknown as TermStrategy,
});

const encodedSearch = (searches: EncodedKind, options: Options = {}): SearchWord => ({
  does: 'search',
  searches,
  options: new Map(Object.entries({ ...numbers('k'), encoder: 'name' as const, ...options })),
});

const vectorFeedback = (
  documents: number,
  strategy: (options: never) => VectorStrategy,
  options: Options,
): FeedbackWord => ({
  does: 'feedback',
  learns: 'vector',
  documents,
  options: new Map(Object.entries({ ...numbers('documents', 'bottom'), ...options })),
  strategy: (values) => strategy(values as never),
});

/** What `clusterer=` names. */
export const clusterers: ReadonlyMap<string, typeof kernelKMeans> = new Map(
  Object.entries({ kernelKMeans, mlKmeans, kMedoids }),
);

const tokensFeedback = (
  documents: number,
  strategy: (options: { readonly collection: MultivectorIndex }) => TokenStrategy,
  options: Options,
): FeedbackWord => ({
  does: 'feedback',
  learns: 'tokens',
  documents,
  options: new Map(Object.entries({ ...numbers('documents'), ...options, clusterer: 'name' as const })),
  strategy: ({ clusterer = 'kernelKMeans', ...own }, collection) => {
    const make = clusterers.get(String(clusterer));
    if (make === undefined)
      throw optionError('clusterer', clusterer, `one of ${[...clusterers.keys()].join(', ')}`);
    return strategy({ collection, ...own, ...{ clusterer: make() } });
  },
});

const trainedFeedback = (
  documents: number,
  opens: TrainedForm,
  strategy: (options: TrainedQueryOptions<'vector'>) => FeedbackStrategy<'text', 'text', 'vector'>,
): FeedbackWord => ({
  does: 'feedback',
  learns: 'text',
  documents,
  opens,
  options: optionMap({
    ...numbers('documents'),
    model: 'name',
    ...numbers('first', 'others', 'least', 'tokenType'),
    lowerCase: 'boolean',
  }),
  strategy: ({ documents: depth, lowerCase }, encoder) =>
    strategy({
      encoder,
      ...(depth !== undefined && { depth: Number(depth) }),
      ...(lowerCase !== undefined && { lowerCase: Boolean(lowerCase) }),
    }),
});

/** Every word that searches, orders anew or feeds back: the factories of the packages, by their names. */
export const words: ReadonlyMap<string, SearchWord | RerankWord | FeedbackWord> = new Map<
  string,
  SearchWord | RerankWord | FeedbackWord
>([
  ['bm25', search(bm25, { ...numbers('k1', 'b'), lengths: 'name' })],
  ['robertson', search(robertson, numbers('k1', 'b', 'floor'))],
  ['atire', search(atire, numbers('k1', 'b'))],
  ['bm25l', search(bm25l, numbers('k1', 'b', 'delta'))],
  ['bm25plus', search(bm25plus, numbers('k1', 'b', 'delta'))],
  ['tfIdf', search(tfIdf, numbers('k1', 'b'))],
  ['dirichlet', search(dirichlet, numbers('mu'))],
  ['terrierBm25', search(terrierBm25, numbers('k1', 'b', 'k3'))],
  ['terrierDirichlet', search(terrierDirichlet, numbers('mu'))],
  ['dph', search(dph, {})],
  ['pl2', search(pl2, numbers('c'))],
  ['inL2', search(inL2, numbers('c'))],
  ['bb2', search(bb2, numbers('c'))],
  ['rm3', feedback(10, rm3, numbers('terms', 'weight'))],
  ['rm3Terrier', feedback(3, rm3Terrier, numbers('terms', 'weight', 'minDocumentFrequency'))],
  ['rocchio', feedback(10, rocchio, numbers('terms', 'negativeTerms', 'alpha', 'beta', 'gamma'))],
  ['bm25prf', feedback(10, bm25prf, numbers('terms', 'newTermWeight', 'minDocuments'))],
  ['bo1', feedback(3, bo1, numbers('terms', 'beta', 'minDocuments'))],
  ['bo2', feedback(3, bo2, numbers('terms', 'beta', 'minDocuments'))],
  ['kl', feedback(3, kl, numbers('terms', 'beta', 'minDocuments'))],
  ['klCorrect', feedback(3, klCorrect, numbers('terms', 'beta', 'minDocuments'))],
  ['klComplete', feedback(3, klComplete, numbers('terms', 'beta', 'minDocuments'))],
  ['dense', encodedSearch('dense')],
  ['impact', encodedSearch('impact')],
  [
    'colbert',
    encodedSearch('colbert', { candidates: 'name', ...numbers('nprobe', 'tcs', 'ndocs', 'tokenDepth') }),
  ],
  ['vectorAverage', vectorFeedback(3, vectorAverage, { normalise: 'name' })],
  [
    'vectorRocchio',
    vectorFeedback(5, vectorRocchio, { ...numbers('alpha', 'beta', 'gamma', 'maxShift'), normalise: 'name' }),
  ],
  ['dime', vectorFeedback(2, dime, { ...numbers('keep', 'temperature'), importance: 'name' })],
  [
    'colbertPrf',
    tokensFeedback(3, colbertPrf, {
      ...numbers('clusters', 'expansions', 'beta', 'neighbours', 'seed', 'padTo'),
      weighting: 'name',
      representative: 'name',
      wordsOnly: 'boolean',
    }),
  ],
  [
    'rerank',
    {
      does: 'rerank',
      opens: 'crossEncoder',
      options: optionMap({
        ...numbers('depth'),
        model: 'name',
        ...numbers('maxTokens', 'queryMaxTokens'),
        activation: 'name',
        truncation: 'name',
      }),
    },
  ],
  [
    'concatenate',
    {
      does: 'feedback',
      learns: 'text',
      documents: 3,
      writes: 'text',
      options: optionMap(numbers('documents', 'rank')),
      strategy: concatenate,
    },
  ],
  [
    'slidingWindows',
    {
      does: 'feedback',
      learns: 'text',
      documents: 3,
      writes: 'texts',
      options: optionMap(numbers('documents', 'words', 'stride', 'most')),
      strategy: slidingWindows,
    },
  ],
  ['ancePrf', trainedFeedback(3, 'ancePrf', ancePrf)],
  ['lol', trainedFeedback(5, 'lol', lol)],
  [
    'promptPrf',
    {
      does: 'feedback',
      learns: 'features',
      documents: 3,
      options: optionMap({
        ...numbers('documents'),
        features: 'name',
        ...numbers('weight', 'characters', 'terms'),
        joined: 'name',
        ranks: 'numbers',
        order: 'name',
        rankLabels: 'boolean',
        template: 'name',
      }),
      strategy: ({ features = 'keywords', ranks, ...own }, encoder) =>
        promptPrf({
          ...own,
          encoder,
          features: featureNames(String(features)),
          ...(ranks !== undefined && { ranks: String(ranks).split(',').map(Number) }),
        }),
    },
  ],
  [
    'grf',
    {
      does: 'feedback',
      learns: 'nothing',
      // It looks at none; where the search found nothing there is no query to feed back to.
      documents: 1,
      options: optionMap({
        ...languageModelOptions,
        features: 'name',
        ...numbers('weight', 'terms', 'temperature', 'seed'),
      }),
      strategy: ({ features = 'all', ...options }, encoder, model) => {
        const names = featureNames(String(features));
        const own = Object.fromEntries(
          Object.entries(options).filter(([name]) => !(name in languageModelOptions)),
        );
        return grf({ ...own, encoder, model, ...(names !== 'all' && { features: names as FeatureName[] }) });
      },
    },
  ],
]);

/** What `features=` says: names with commas between them, or `all`. */
export const featureNames = (list: string): readonly string[] | 'all' =>
  list === 'all' ? list : list.split(',').map((name) => name.trim());
