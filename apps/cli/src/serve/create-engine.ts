import { given } from '@reprise/core';
import type {
  Engine,
  EngineRun,
  EvaluateRequest,
  HitAnswer,
  SearchAnswer,
  SearchRequest,
  StepAnswer,
} from '@reprise/demo';
import { pacer, type Ranking, RepriseError, type Step } from '@reprise/spec';
import { type CompileOptions, compilePipeline, type Pipeline } from '../pipeline/compile-pipeline.js';
import { PipelineError, parsePipeline } from '../pipeline/parse-pipeline.js';
import { planPipeline } from '../pipeline/plan-pipeline.js';
import type { PipelineSyntax } from '../pipeline/syntax.js';
import { writePipeline } from '../pipeline/write-pipeline.js';
import { UsageError } from '../usage-error.js';
import { aboutOf, offeredWords } from './about.js';
import { checkPipeline } from './check-pipeline.js';
import { commandOf } from './command-of.js';
import { createEvaluator, type Side } from './evaluation.js';
import { feedbackAnswers } from './feedback-answers.js';
import type { Judged } from './judged.js';
import { type MarkedTerms, markedSnippet } from './marked-snippet.js';
import { nameModel } from './name-model.js';
import type { Parts } from './open-parts.js';
import { programOf } from './program-of.js';
import { withUsualForms } from './usual-forms.js';
import { watchFeedback } from './watch-feedback.js';

export interface EngineMaterial {
  /** Name of the collection or the index, for people. */
  readonly name: string;
  /** Name of the index's folder, without what leads to it. */
  readonly folder: string;
  readonly parts: Parts;
  readonly judged: Judged;
}

const usualHits = 20;
/** Hits that a measure looks at, and those whose snippet is looked for. */
const measuredHits = 1_000;
const mostSnippets = 100;
const beginningCharacters = 120;
const id = 'query';

/** Answers the demo's requests from an index. */
export function createEngine({ name, folder, parts, judged }: EngineMaterial): Engine {
  const { indexes, languageModel } = parts;
  const offered = new Set(offeredWords(parts).keys());
  const evaluator = createEvaluator(judged);

  const prepare = (
    source: string,
    options: CompileOptions = {},
  ): { readonly syntax: PipelineSyntax; readonly written: string; readonly pipeline: Pipeline } => {
    try {
      const syntax = parsePipeline(source);
      checkPipeline(source, syntax, offered);
      const asked = languageModel === undefined ? syntax : nameModel(syntax, languageModel.need);
      const pipeline = compilePipeline(planPipeline(source, asked), indexes, options);
      return { syntax, written: writePipeline(syntax), pipeline };
    } catch (error) {
      if (error instanceof PipelineError) {
        const { fault, at } = error;
        throw new RepriseError('INVALID_OPTION', fault, { details: { at }, cause: error });
      }
      if (error instanceof UsageError)
        throw new RepriseError('INVALID_OPTION', error.message, { cause: error });
      throw error;
    }
  };

  const isRunnable = (source: string): boolean => {
    try {
      prepare(source);
      return true;
    } catch (error) {
      if (RepriseError.isInstance(error) && error.code === 'INVALID_OPTION') return false;
      throw error;
    }
  };
  const about = aboutOf(name, parts, judged, isRunnable);

  const side = (source: string): Side => {
    const { written, pipeline } = prepare(source, { hits: measuredHits });
    return { pipeline: written, compiled: pipeline };
  };

  const textsOf = async (hits: readonly { readonly id: string }[], signal: AbortSignal) =>
    parts.hasTexts
      ? indexes.text.index.fetch(
          hits.map((hit) => hit.id),
          ['text'],
          { signal },
        )
      : undefined;

  const hitAnswers = async (
    hits: Ranking['hits'],
    terms: MarkedTerms,
    grades: ReadonlyMap<string, number>,
    signal: AbortSignal,
  ): Promise<readonly HitAnswer[]> => {
    const pace = pacer(signal);
    const texts = await textsOf(hits.slice(0, mostSnippets), signal);
    const answers: HitAnswer[] = [];
    for (const [i, hit] of hits.entries()) {
      const text = texts?.get(hit.id)?.text;
      const grade = grades.get(hit.id);
      answers.push({
        ...hit,
        rank: i + 1,
        ...(text !== undefined && { beginning: beginningOf(text) }),
        snippet: text === undefined ? [] : markedSnippet(text, terms, indexes.text.encoder),
        ...(grade !== undefined && { grade }),
      });
      await pace();
    }
    return answers;
  };

  const search = async (request: SearchRequest, { signal }: EngineRun): Promise<SearchAnswer> => {
    const { query, k = usualHits, given: judgements = [], judgedQuery } = request;
    if (judgedQuery !== undefined && !judged.queries.some((one) => one.id === judgedQuery)) {
      throw new RepriseError('NOT_FOUND', `no judged query ${JSON.stringify(judgedQuery)} is known here`);
    }
    const start = performance.now();
    const byHand =
      judgements.length === 0
        ? undefined
        : given(new Map([[id, new Map(judgements.map((one) => [one.id, one.grade]))]]));
    const watch = watchFeedback(byHand);
    const hits = judgedQuery === undefined ? k : Math.max(k, measuredHits);
    const { syntax, written, pipeline } = prepare(request.pipeline, { hits, ...watch.options });
    const [ranking] = (await pipeline.run([{ id, text: query }], { signal })) as readonly [Ranking];
    const feedback = await feedbackAnswers(ranking, watch, { parts, syntax, signal });
    const { encoder } = indexes.text;
    const terms = {
      query: new Set(encoder.tokens(query)),
      added: new Set(feedback.flatMap((one) => addedWords(one, encoder.tokens))),
    };
    const grades = judged.qrels.get(judgedQuery ?? '') ?? new Map<string, number>();
    const answered = await hitAnswers(ranking.hits.slice(0, k), terms, grades, signal);
    const milliseconds = performance.now() - start;
    return {
      pipeline: written,
      milliseconds,
      hits: answered,
      steps: stepAnswers(ranking.query.trace ?? []),
      feedback: withUsualForms(feedback, answered, encoder.tokens),
      ...(judgedQuery !== undefined && {
        measures: evaluator.measure(new Map([[judgedQuery, ranking.hits]]), judgedQuery),
      }),
      program: programOf(syntax, {
        folder,
        analyzer: indexes.text.index.analyzer ?? '',
        encoded: parts.encoderOf,
        query,
        hits: k,
        given: judgements,
      }),
      ...(byHand === undefined && { command: commandOf(folder, query, written, k) }),
    };
  };

  return Object.freeze({
    about: async () => about,
    search,
    evaluate: async ({ left, right, measure }: EvaluateRequest, { signal }: EngineRun) =>
      evaluator.compare(side(left), side(right), measure, signal),
    document: async (document: string, { signal }: EngineRun) => {
      const texts = await textsOf([{ id: document }], signal);
      if (texts === undefined) await indexes.text.index.fetch([document], [], { signal });
      const features = indexes.features?.has(document)
        ? (await indexes.features.fetch([document], ['features'], { signal })).get(document)?.features
        : undefined;
      return {
        id: document,
        text: texts?.get(document)?.text ?? '',
        features: Object.fromEntries(features ?? []),
      };
    },
  });
}

const beginningOf = (text: string): string =>
  text
    .slice(0, 4 * beginningCharacters)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, beginningCharacters)
    .replace(/\p{Surrogate}$/u, '');

/** Words that feedback added, as the analyzer writes them: terms as they are, the pieces of a model by their letters. */
function addedWords(
  answer: SearchAnswer['feedback'][number],
  tokens: (text: string) => readonly string[],
): readonly string[] {
  switch (answer.kind) {
    case 'terms':
      return answer.terms.flatMap(({ term, before, after = 0 }) =>
        before === undefined && after > 0 ? [term, ...tokens(term.replace(/^##/, ''))] : [],
      );
    case 'tokens':
      return answer.tokens.flatMap(({ token }) => tokens(token.replace(/^##/, '')));
    case 'text':
      return answer.features
        .filter(({ feature }) => feature === 'keywords' || feature === 'entities')
        .flatMap(({ text }) => tokens(text));
    case 'vector':
      return [];
  }
}

/** Words of stages that are called by their index. */
const stageNames: ReadonlyMap<string, string> = new Map([['multivector', 'colbert']]);

function stepAnswers(steps: readonly Step[], depth = 0): readonly StepAnswer[] {
  return steps.flatMap(({ stage, milliseconds, hits, branches = [] }) => [
    ...branches.flatMap((branch) => stepAnswers(branch, depth + 1)),
    { stage: stageNames.get(stage) ?? stage, milliseconds, depth, ...(hits !== undefined && { hits }) },
  ]);
}
