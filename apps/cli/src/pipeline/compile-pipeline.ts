import {
  feedback,
  fuse,
  type GateOptions,
  gate,
  refine,
  rescore,
  retrieve,
  type Stage,
  topK,
} from '@reprise/core';
import type { DenseIndex } from '@reprise/dense';
import type { MultivectorIndex } from '@reprise/multivector';
import type { SparseIndex } from '@reprise/sparse';
import {
  type DocumentSource,
  type Feedback,
  type FeedbackStrategy,
  type Fuser,
  RepriseError,
} from '@reprise/spec';
import type { Analyzer } from '@reprise/text';
import type { Indexes } from '../indexes/indexes.js';
import { syntaxError } from './parse-pipeline.js';
import type {
  PipelinePlan,
  PlannedFusion,
  PlannedGate,
  PlannedRescore,
  PlannedStage,
  PlannedWord,
} from './plan-pipeline.js';
import type { FeedbackWord } from './words.js';

export type Pipeline = Stage<'query', 'ranking', 'text', 'terms'>;

export interface CompileOptions {
  /** Hits of the last stage, where it does not say `k` itself. Default 1000. */
  readonly hits?: number;
  /** Is told what every feedback stage learns from, before it does. */
  readonly onFeedback?: (batch: readonly Feedback<never, never>[]) => void;
}

/** The indexes of the searches so far, under their last similarity: feedback learns from what the stage before it searched. */
interface Searched {
  readonly terms?: SparseIndex;
  /** Whether these terms are word pieces, as of a learned sparse model; says nothing where there are none. */
  readonly pieces?: boolean;
  readonly vector?: DenseIndex;
  readonly tokens?: MultivectorIndex;
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
  const { hits = 1000, onFeedback } = options;
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
    const { index, encoder } = meet(stage as PlannedRescore['by']);
    return retrieve(index, { encoder, k: Number(stage.options.k ?? hitsPassedOn) });
  };

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
      searched = { terms, pieces: false };
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
      dense: { vector: seen as DenseIndex },
      impact: { terms: seen as SparseIndex, pieces: true },
      colbert: { tokens: seen as MultivectorIndex },
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

  const learn = ({
    at,
    word,
    options: all,
    keepsHits = false,
  }: PlannedWord & { readonly word: FeedbackWord }): Pipeline => {
    const { documents: count = word.documents, bottom = 0, ...settings } = all;
    const judge = topK(Number(count), { bottom: Number(bottom) });
    const documents = searched[word.learns];
    if (documents === undefined) {
      const [what, remedy] = {
        terms: ['terms', 'bm25 or impact'],
        vector: ['vectors', 'dense'],
        tokens: ['token rows', 'colbert'],
      }[word.learns];
      throw syntaxError(
        plan.source,
        at,
        `this stage learns from ${what}, which no search before it knows: search with ${remedy} first`,
      );
    }
    // The usual pattern of a term knows words of letters and digits alone: it would drop what begins with ##.
    const own = word.learns === 'terms' && searched.pieces ? { pattern: false, ...settings } : settings;
    // Below, kinds are values: core checks them as it checks plain JavaScript's.
    const strategy = word.strategy(
      own,
      documents as SparseIndex & MultivectorIndex,
    ) as unknown as FeedbackStrategy<'terms', 'terms', 'terms'>;
    const watched: typeof strategy = {
      ...strategy,
      refine: (batch, run) => {
        onFeedback?.(batch as unknown as readonly Feedback<never, never>[]);
        return strategy.refine(batch, run);
      },
    };
    return (keepsHits ? refine : feedback)(watched, {
      documents: documents as DocumentSource<'terms'>,
      judge,
    }) as unknown as Pipeline;
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
    const judge = word.predictor(own, before.terms, other && compile(other, 1000));
    [searched, vocabulary] = [before, spoken];
    const behind = compile(through, hitsPassedOn) as unknown as GateOptions<never, never, never>['through'];
    return gate(judge, { atLeast, through: behind }) as unknown as Pipeline;
  };

  return compile(plan.stages, hits);
}
