import {
  feedback,
  fuse,
  type GateOptions,
  gate,
  nth,
  refine,
  rerank,
  rescore,
  retrieve,
  type Stage,
  topK,
} from '@reprise/core';
import type { DenseIndex } from '@reprise/dense';
import type { MultivectorIndex } from '@reprise/multivector';
import type { FeatureStore } from '@reprise/prf-prompt';
import { biEncoder, eachText } from '@reprise/prf-text';
import type { SparseIndex } from '@reprise/sparse';
import {
  type DocumentSource,
  type Encoder,
  type Feedback,
  type FeedbackStrategy,
  type Fuser,
  type Judge,
  RepriseError,
} from '@reprise/spec';
import type { Analyzer } from '@reprise/text';
import type { Indexes } from '../indexes/indexes.js';
import { type LanguageModelNeed, languageModelNeed } from '../indexes/language-model.js';
import type { CrossEncoder, TrainedEncoder } from '../indexes/models.js';
import type { OptionValues } from './options.js';
import { syntaxError } from './parse-pipeline.js';
import {
  modelNeed,
  type PipelinePlan,
  type PlannedEachText,
  type PlannedFusion,
  type PlannedGate,
  type PlannedRerank,
  type PlannedRescore,
  type PlannedStage,
  type PlannedWord,
} from './plan-pipeline.js';
import { type FeedbackWord, featureNames, type TrainedFeedback } from './words.js';

export type Pipeline = Stage<'query', 'ranking', 'text', 'terms'>;

export interface CompileOptions {
  /** Hits of the last stage, where it does not say `k` itself. Default 1000. */
  readonly hits?: number;
  /** Is told what every feedback stage learns from, before it does, and the name of its strategy. */
  readonly onFeedback?: (batch: readonly Feedback<never, never>[], strategy: string) => void;
  /** Who judges in place of the first hits, or beside them, for every feedback stage. Default: as the pipeline says. */
  readonly judge?: (usual: Judge) => Judge;
}

/** The indexes of the searches so far, under their last similarity: feedback learns from what the stage before it searched. */
interface Searched {
  /** `pieces`: word pieces, as of a learned sparse model. */
  readonly terms?: {
    readonly index: SparseIndex;
    readonly encoder: Encoder<'text', 'terms'>;
    readonly pieces: boolean;
  };
  readonly vector?: { readonly index: DenseIndex; readonly encoder: Encoder<'text', 'vector'> };
  readonly tokens?: { readonly index: MultivectorIndex };
}

/** What a feedback stage learns by, and from where. Kinds are values: core checks them as plain JavaScript's. */
interface Lesson {
  readonly strategy: unknown;
  readonly documents: unknown;
}

/**
 * Builds a planned pipeline over the indexes that it needs. A value that a factory refuses is a usage error, and so is
 * feedback from a kind of document that no stage before it searched.
 */
export function compilePipeline(
  plan: PipelinePlan,
  indexes: Indexes,
  options: CompileOptions = {},
): Pipeline {
  const { hits = 1000, onFeedback, judge: judgeOf = (usual: Judge) => usual } = options;
  let searched: Searched = {};
  /** What made the terms that the query holds by now: another vocabulary would find nothing, or the wrong. */
  let vocabulary: string | undefined;

  const compile = (stages: readonly PlannedStage[], last: number): Pipeline =>
    stages
      .map((stage, i) => {
        const k = i === stages.length - 1 ? last : 1000;
        try {
          if ('branches' in stage) return fusion(stage, k);
          if ('through' in stage) return gated(stage, k);
          if ('method' in stage) return byEachText(stage);
          if ('by' in stage) return anew(stage, k);
          return single(stage, k);
        } catch (error) {
          if (!RepriseError.isInstance(error) || error.code !== 'INVALID_OPTION') throw error;
          throw syntaxError(plan.source, stage.at, error.message);
        }
      })
      // The plan has seen to it that neighbours fit.
      .reduce((before, next) => before.pipe(next as never) as unknown as Pipeline);

  const single = (stage: PlannedWord, hitsPassedOn: number): Pipeline => {
    if (stage.word.does === 'feedback') return learn(stage as PlannedWord & { readonly word: FeedbackWord });
    if (stage.word.does === 'rerank') return ranked(stage as PlannedRerank);
    const { index, encoder } = meet(stage as PlannedRescore['by']);
    return retrieve(index, { encoder, k: Number(stage.options.k ?? hitsPassedOn) });
  };

  /** By a re-ranker, and with a fuser by each of several texts. */
  const ranked = ({ word, options: own }: PlannedRerank, fuser?: Fuser): Pipeline => {
    const model = indexes.model(modelNeed(word.opens, own)) as CrossEncoder;
    const wiring = { documents: textSource(), depth: Number(own.depth ?? 100) };
    return rerank(fuser ? eachText(model, fuser) : model, wiring) as unknown as Pipeline;
  };

  const byEachText = ({ by, method }: PlannedEachText): Pipeline => {
    const fuser = method.word.fuser(method.options);
    if (!('by' in by)) return ranked(by, fuser);
    meet(by.by);
    const { index, encoder } = searched.vector as NonNullable<Searched['vector']>;
    const wiring = { documents: index, depth: by.depth ?? 1000 };
    return rerank(eachText(biEncoder({ encoder }), fuser), wiring) as unknown as Pipeline;
  };

  /** The documents' texts; that they are there was seen to when the index was opened. */
  const textSource = (): DocumentSource<'text'> => indexes.text.index;

  const anew = ({ by, depth }: PlannedRescore, hitsPassedOn: number): Pipeline => {
    const { index, encoder } = meet(by);
    const k = Number(by.options.k ?? hitsPassedOn);
    return rescore(index, { encoder, k, ...(depth !== undefined && { depth }) }) as unknown as Pipeline;
  };

  /** The index that a word searches and what makes queries for it. Below, kinds are values: core checks them as plain JavaScript's. */
  const meet = ({
    at,
    word,
    options: own,
  }: PlannedRescore['by']): { readonly index: SparseIndex; readonly encoder: Analyzer } => {
    if (word.searches === 'text') {
      const { k: _, ...settings } = own;
      const { index, encoder } = indexes.text;
      const terms = index.with({ similarity: word.similarity(settings) });
      speak(at, encoder.name);
      searched = { terms: { index: terms, encoder, pieces: false } };
      return { index: terms, encoder };
    }
    const { encoder: name, k: _, ...view } = own;
    const { index, encoder } = indexes.encoded({
      kind: word.searches,
      ...(name !== undefined && { encoder: String(name) }),
    });
    if (word.searches === 'impact') speak(at, encoder.name);
    const seen = word.searches === 'colbert' ? (index as MultivectorIndex).with(view) : index;
    searched = {
      dense: {
        vector: { index: seen as DenseIndex, encoder: encoder as unknown as Encoder<'text', 'vector'> },
      },
      impact: {
        terms: {
          index: seen as SparseIndex,
          encoder: encoder as unknown as Encoder<'text', 'terms'>,
          pieces: true,
        },
      },
      colbert: { tokens: { index: seen as MultivectorIndex } },
    }[word.searches];
    return { index: seen as SparseIndex, encoder: encoder as unknown as Analyzer };
  };

  const speak = (at: number, name: string): void => {
    if (vocabulary !== undefined && vocabulary !== name) {
      throw syntaxError(
        plan.source,
        at,
        `the query holds the terms of ${vocabulary} here and this stage those of ${name}: search both in branches of a fuse`,
      );
    }
    vocabulary = name;
  };

  const learn = (stage: PlannedWord & { readonly word: FeedbackWord }): Pipeline => {
    const { word, options: own, keepsHits = false } = stage;
    const judge = judgeOf(usualJudge(word, own));
    const lesson = lessonOf(stage);
    const strategy = lesson.strategy as FeedbackStrategy<'terms', 'terms', 'terms'>;
    // A new text leaves nothing of what was made of the old one.
    if ((strategy.writes as readonly string[]).includes('text')) vocabulary = undefined;
    const watched: typeof strategy = {
      ...strategy,
      refine: (batch, run) => {
        onFeedback?.(batch as unknown as readonly Feedback<never, never>[], strategy.name);
        return strategy.refine(batch, run);
      },
    };
    return (keepsHits ? refine : feedback)(watched, {
      documents: lesson.documents as DocumentSource<'terms'>,
      judge,
    }) as unknown as Pipeline;
  };

  /** Whoever reads no document is fed all the same where the search found any: the query is what is encoded anew. */
  const usualJudge = (word: FeedbackWord, own: OptionValues): Judge => {
    if (own.rank !== undefined) return nth(Number(own.rank));
    const documents = Number(own.documents ?? word.documents);
    const readsNone = documents === 0 && 'opens' in word;
    return topK(readsNone ? 1 : documents, { bottom: Number(own.bottom ?? 0) });
  };

  const lessonOf = ({ at, word, options: own }: PlannedWord & { readonly word: FeedbackWord }): Lesson => {
    const { documents: _, bottom: __, rank: ___, ...settings } = own;
    const known = <K extends keyof Searched>(kind: K): NonNullable<Searched[K]> => {
      const found = searched[kind];
      if (found !== undefined) return found as NonNullable<Searched[K]>;
      const [what, remedy] = {
        terms: ['learns from terms', 'bm25 or impact'],
        vector: [word.learns === 'vector' ? 'learns from vectors' : 'makes vectors', 'dense'],
        tokens: ['learns from token rows', 'colbert'],
      }[kind];
      throw syntaxError(
        plan.source,
        at,
        `this stage ${what}, which no search before it knows: search with ${remedy} first`,
      );
    };
    switch (word.learns) {
      case 'terms': {
        const { index, pieces } = known('terms');
        // The usual pattern of a term knows words of letters and digits alone: it would drop what begins with ##.
        const strategy = word.strategy(pieces ? { pattern: false, ...settings } : settings, index);
        return { strategy, documents: index };
      }
      case 'vector': {
        const { index } = known('vector');
        return { strategy: word.strategy(settings), documents: index };
      }
      case 'tokens': {
        const { index } = known('tokens');
        return { strategy: word.strategy(settings, index), documents: index };
      }
      case 'text': {
        const strategy =
          'opens' in word
            ? word.strategy(own, trained(word, own, known('vector').index.space))
            : word.strategy(settings);
        return { strategy, documents: textSource() };
      }
      case 'features':
        return {
          strategy: word.strategy(settings, promptedEncoder(at)),
          documents: featureStore(at, settings),
        };
      case 'nothing': {
        const model = indexes.languageModel(languageModelNeed(settings) as LanguageModelNeed);
        return { strategy: word.strategy(settings, promptedEncoder(at), model), documents: textSource() };
      }
    }
  };

  /** A trained query encoder, whose vectors lie in the space of the documents that were searched. */
  const trained = ({ opens }: TrainedFeedback, own: OptionValues, space: string): TrainedEncoder => {
    const encoder = indexes.model(modelNeed(opens, own)) as TrainedEncoder;
    return {
      ...encoder,
      encode: async (...call) => {
        const made = await encoder.encode(...call);
        return made.map(({ vector: { data } }) => ({ vector: { space, data } }));
      },
    };
  };

  /** What made the documents that the search before knows makes the new query too. */
  const promptedEncoder = (at: number): Encoder<'text', 'vector' | 'terms'> => {
    const { terms, vector } = searched;
    if (terms !== undefined && vector !== undefined) {
      throw syntaxError(
        plan.source,
        at,
        'this stage writes for one search and the fuse before it holds two kinds: write it into each branch',
      );
    }
    const encoder = terms?.encoder ?? vector?.encoder;
    if (encoder !== undefined) return encoder as Encoder<'text', 'vector' | 'terms'>;
    throw syntaxError(
      plan.source,
      at,
      'this stage makes vectors or terms, which no search before it knows: search with dense, bm25 or impact first',
    );
  };

  const featureStore = (at: number, { features: wanted = 'keywords' }: OptionValues): FeatureStore => {
    const store = indexes.features as FeatureStore;
    const names = featureNames(String(wanted));
    const absent = names === 'all' ? undefined : names.find((name) => !store.features.includes(name));
    if (absent === undefined) return store;
    throw syntaxError(
      plan.source,
      at,
      `no document of this index has the feature ${absent}; features it has: ${store.features.join(', ')}`,
    );
  };

  const fusion = ({ word, options: own, branches }: PlannedFusion, hitsPassedOn: number): Pipeline => {
    const fuser = word.fuser(own);
    const cut: Fuser = { ...fuser, fuse: (rankings) => fuser.fuse(rankings).slice(0, hitsPassedOn) };
    const [before, spoken] = [searched, vocabulary];
    const known: { searched: Searched; vocabulary: string | undefined }[] = [];
    const compiled = branches.map((branch) => {
      [searched, vocabulary] = [before, spoken];
      const stage = compile(branch, 1000);
      known.push({ searched, vocabulary });
      return stage;
    });
    // As the queries of the branches are merged: the leftmost that holds something passes it on.
    searched = Object.assign({}, ...known.map((branch) => branch.searched).reverse());
    vocabulary = known.find((branch) => branch.vocabulary !== undefined)?.vocabulary;
    return fuse(cut, ...compiled) as unknown as Pipeline;
  };

  const gated = ({ atLeast, predictor, through }: PlannedGate, hitsPassedOn: number): Pipeline => {
    const { at, word, options: own, other } = predictor;
    const [before, spoken] = [searched, vocabulary];
    if (word.looksAtTerms && before.terms === undefined) {
      throw syntaxError(
        plan.source,
        at,
        'this predictor looks at terms, which no search before it knows: search with bm25 first',
      );
    }
    const judge = word.predictor(own, before.terms?.index, other && compile(other, 1000));
    [searched, vocabulary] = [before, spoken];
    const behind = compile(through, hitsPassedOn) as unknown as GateOptions<never, never, never>['through'];
    return gate(judge, { atLeast, through: behind }) as unknown as Pipeline;
  };

  return compile(plan.stages, hits);
}
