import { feedback, retrieve, type Stage, topK } from '@reprise/core';
import type { SparseIndex } from '@reprise/sparse';
import { RepriseError } from '@reprise/spec';
import type { Analyzer } from '@reprise/text';
import { didYouMean } from '../did-you-mean.js';
import { parsePipeline, syntaxError } from './parse-pipeline.js';
import type { StageSyntax } from './syntax.js';
import { type OptionType, type OptionValues, type Word, words } from './words.js';

/** A pipeline that was read, before it meets an index. */
export interface PipelinePlan {
  readonly source: string;
  readonly stages: readonly PlannedStage[];
}

interface PlannedStage {
  readonly syntax: StageSyntax;
  readonly word: Word;
  readonly options: OptionValues;
}

export type Pipeline = Stage<'query', 'ranking', 'text', 'terms'>;

/**
 * Reads a pipeline and checks its words, options and order, so that what is wrong is said before any work
 * begins. Every fault is a usage error.
 */
export function planPipeline(source: string): PipelinePlan {
  const stages = parsePipeline(source).map((syntax, i, all) => {
    const word = words.get(syntax.word);
    if (word === undefined) {
      const known = [...words.keys()];
      throw syntaxError(
        source,
        syntax.at,
        `there is no stage ${syntax.word}${didYouMean(syntax.word, known)}; known stages: ${known.join(', ')}`,
      );
    }
    if (syntax.branches.length > 0) {
      throw syntaxError(source, syntax.at, `${syntax.word} takes options as key=value and no stages`);
    }
    checkPlace(source, syntax, word, i === 0 ? undefined : words.get((all[i - 1] as StageSyntax).word));
    return { syntax, word, options: optionsOf(source, syntax, word) };
  });
  const last = stages[stages.length - 1] as PlannedStage;
  if (last.word.does !== 'search') {
    throw syntaxError(
      source,
      last.syntax.at,
      `${last.syntax.word} gives a query: search with it, as in ">> bm25"`,
    );
  }
  return { source, stages };
}

function checkPlace(
  source: string,
  { word: name, at }: StageSyntax,
  word: Word,
  before: Word | undefined,
): void {
  if (word.does === 'feedback' && before?.does !== 'search') {
    throw syntaxError(
      source,
      at,
      `${name} learns from hits: put a stage that searches before it, as in "bm25 >> ${name}"`,
    );
  }
  if (word.does === 'search' && before?.does === 'search') {
    throw syntaxError(
      source,
      at,
      `${name} takes a query and the stage before it gives hits: put a feedback stage between them`,
    );
  }
}

function optionsOf(source: string, { word: name, options }: StageSyntax, word: Word): OptionValues {
  for (const [key, { value, at }] of options) {
    const type = word.options.get(key);
    if (type === undefined) {
      const known = [...word.options.keys()];
      throw syntaxError(
        source,
        at,
        `${name} has no option ${key}${didYouMean(key, known)}; it has: ${known.join(', ')}`,
      );
    }
    if (!fits(value, type)) throw syntaxError(source, at, `${key} of ${name} must be a ${type}`);
  }
  return Object.fromEntries([...options].map(([key, { value }]) => [key, value]));
}

function fits(value: unknown, type: OptionType): boolean {
  if (type === 'pattern or false') return value === false || (typeof value === 'string' && isPattern(value));
  return typeof value === (type === 'name' ? 'string' : type);
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}

export interface CompileOptions {
  /** Hits of the last stage, where it does not say `k` itself. Default 1000. */
  readonly hits?: number;
}

/** Builds a planned pipeline over an index and the analyzer that it was made with. A value that a factory refuses is a usage error. */
export function compilePipeline(
  plan: PipelinePlan,
  index: SparseIndex,
  encoder: Analyzer,
  options: CompileOptions = {},
): Pipeline {
  const { hits = 1000 } = options;
  let pipeline: Pipeline | undefined;
  let query: Stage<'query', 'query', 'text', 'terms'> | undefined;
  let current = index;
  plan.stages.forEach(({ syntax, word, options: all }, i) => {
    try {
      if (word.does === 'search') {
        const { k, ...own } = all;
        const last = i === plan.stages.length - 1;
        current = index.with({ similarity: word.similarity(own) });
        const stage = retrieve(current, { encoder, k: typeof k === 'number' ? k : last ? hits : 1000 });
        pipeline = query === undefined ? stage : query.pipe(stage);
      } else {
        const { documents = word.documents, ...own } = all;
        const stage = feedback(word.strategy(own, current), {
          documents: current,
          judge: topK(Number(documents)),
        });
        query = pipeline?.pipe(stage);
      }
    } catch (error) {
      if (!RepriseError.isInstance(error) || error.code !== 'INVALID_OPTION') throw error;
      throw syntaxError(plan.source, syntax.at, error.message);
    }
  });
  return pipeline as unknown as Pipeline;
}

/** The first search of a pipeline alone, for comparison with what feedback made of it. */
export function firstPass(plan: PipelinePlan): PipelinePlan {
  return { source: plan.source, stages: plan.stages.slice(0, 1) };
}

/** Whether a pipeline feeds back at all. */
export const feedsBack = (plan: PipelinePlan): boolean =>
  plan.stages.some(({ word }) => word.does === 'feedback');
