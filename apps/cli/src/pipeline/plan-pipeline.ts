import type { Shape } from '@reprise/core';
import { didYouMean } from '../did-you-mean.js';
import type { Need, Needs } from '../indexes/indexes.js';
import { type LanguageModelNeed, languageModelKey, languageModelNeed } from '../indexes/language-model.js';
import { type ModelNeed, modelKey } from '../indexes/models.js';
import { fusers } from './fusers.js';
import { checkNeighbours, windowsExample } from './neighbours.js';
import { type OptionValues, optionsOf } from './options.js';
import { parsePipeline, syntaxError } from './parse-pipeline.js';
import type {
  PipelinePlan,
  PlannedEachText,
  PlannedFusion,
  PlannedGate,
  PlannedMethod,
  PlannedPredictor,
  PlannedRerank,
  PlannedRescore,
  PlannedStage,
  PlannedWord,
} from './planned.js';
import { predictors } from './predictors.js';
import type { PipelineSyntax, StageSyntax } from './syntax.js';
import { type FeedbackWord, words } from './words.js';

export type {
  PipelinePlan,
  PlannedEachText,
  PlannedFusion,
  PlannedGate,
  PlannedMethod,
  PlannedRerank,
  PlannedRescore,
  PlannedStage,
  PlannedWord,
} from './planned.js';

/**
 * Reads a pipeline and checks its words, options and order, so that what is wrong is said before any work
 * begins. Every fault is a usage error.
 */
export function planPipeline(source: string, syntax: PipelineSyntax = parsePipeline(source)): PipelinePlan {
  return { source, stages: planStages(source, syntax, 'query') };
}

/** What a stage gets: `fed` is a query that feedback wrote, with the hits that it learnt from. */
type Input = Shape | 'fed';

/** Stages that turn `input` into a ranking. */
function planStages(source: string, syntax: PipelineSyntax, input: Shape): readonly PlannedStage[] {
  let shape: Input = input;
  const stages = syntax.map((stage) => {
    const plan = combiners.get(stage.word) ?? planWord;
    const planned = plan(source, stage, shape);
    shape = planned.word.does === 'feedback' ? 'fed' : 'ranking';
    return planned;
  });
  const last = syntax[syntax.length - 1] as StageSyntax;
  if ((shape as Input) === 'fed') {
    throw syntaxError(source, last.at, `${last.word} gives a query: search with it, as in ">> bm25"`);
  }
  checkNeighbours(source, syntax, stages);
  // Feedback gives a query to a stage that searches, and keeps the hits for one that orders them anew.
  return stages.map((stage, i) => {
    const next = stages[i + 1]?.word.does;
    const keepsHits = next === 'rescore' || next === 'rerank' || next === 'eachText';
    return stage.word.does === 'feedback' && keepsHits ? { ...stage, keepsHits } : stage;
  });
}

function planWord(source: string, syntax: StageSyntax, input: Input): PlannedWord {
  const { word: name, at } = syntax;
  const word = words.get(name);
  if (word === undefined) {
    const known = [...words.keys(), ...combiners.keys()];
    const fault = predictors.has(name)
      ? `${name} looks at hits: write it as the first argument of gate, as in "bm25 >> gate(${name}, rm3 >> bm25, atLeast=0.5)"`
      : fusers.has(name)
        ? `${name} merges rankings: write it as the first argument of fuse, as in "fuse(${name}, bm25, dirichlet)"`
        : `there is no stage ${name}${didYouMean(name, known)}; known stages: ${known.join(', ')}`;
    throw syntaxError(source, at, fault);
  }
  if (syntax.branches.length > 0) {
    throw syntaxError(source, at, `${name} takes options as key=value and no stages`);
  }
  if (word.does === 'feedback' && input !== 'ranking') {
    throw syntaxError(
      source,
      at,
      `${name} learns from hits: put a stage that searches before it, as in "bm25 >> ${name}"`,
    );
  }
  if (word.does === 'search' && input === 'ranking') {
    throw syntaxError(
      source,
      at,
      `${name} takes a query and the stage before it gives hits: put a feedback stage between them`,
    );
  }
  const example = `${name}(model="models/my-model")`;
  if (word.does === 'rerank' && input === 'query') {
    throw syntaxError(
      source,
      at,
      `${name} orders hits anew: put a stage that searches before it, as in "bm25 >> ${example}"`,
    );
  }
  const options = optionsOf(source, syntax, word.options);
  if ('opens' in word && options.model === undefined) {
    throw syntaxError(
      source,
      at,
      `${name} has no model of its own: name the folder of one, as in "${example}"`,
    );
  }
  if (asksLanguageModel(word)) checkLanguageModel(source, syntax, options);
  if (options.rank !== undefined && options.documents !== undefined) {
    throw syntaxError(
      source,
      at,
      `${name} learns from the hit at one rank or from the first documents: give one of rank and documents`,
    );
  }
  return { at, word, options };
}

function checkLanguageModel(source: string, { at, word: name }: StageSyntax, options: OptionValues): void {
  if (options.threads !== undefined && options.model === undefined) {
    throw syntaxError(source, at, `threads of ${name} is that of a file: give model= with it`);
  }
  if (languageModelNeed(options) === undefined) {
    throw syntaxError(
      source,
      at,
      `${name} asks a language model: name the file of one, or an address and the model there, as in ` +
        `"${name}(model="models/my-model.gguf")" or "${name}(url="http://127.0.0.1:8080/v1", llm="my-model")"`,
    );
  }
  for (const limit of ['timeout', 'threads']) {
    if (options[limit] !== undefined && !(Number.isInteger(options[limit]) && Number(options[limit]) >= 1)) {
      throw syntaxError(source, at, `${limit} of ${name} must be a whole number from 1 on`);
    }
  }
}

const asksLanguageModel = (word: PlannedStage['word']): boolean =>
  word.does === 'feedback' && word.learns === 'nothing';

function planFusion(source: string, syntax: StageSyntax, input: Input): PlannedFusion {
  const { at, branches, options } = syntax;
  const [method, ...rest] = branches;
  if (options.size > 0)
    throw syntaxError(
      source,
      at,
      `fuse takes no options: give them to the method, as in "fuse(rrf(k=60), …)"`,
    );
  const planned = planMethod(source, method, at);
  if (rest.length === 0) {
    throw syntaxError(
      source,
      at,
      'fuse merges rankings: give it stages after the method, as in "fuse(rrf, bm25, dirichlet)"',
    );
  }
  return {
    ...planned,
    branches: rest.map((branch) => planStages(source, branch, input === 'ranking' ? 'ranking' : 'query')),
  };
}

function planGate(source: string, syntax: StageSyntax, input: Input): PlannedGate {
  const { at, branches } = syntax;
  const example = 'as in "bm25 >> gate(scoreSpread, rm3 >> bm25, atLeast=0.5)"';
  if (input !== 'ranking') {
    throw syntaxError(source, at, `gate looks at hits: put a stage that searches before it, ${example}`);
  }
  const [predictor, through, beyond] = branches;
  if (through === undefined || beyond !== undefined) {
    throw syntaxError(source, at, `gate takes a predictor and what lies behind the gate, ${example}`);
  }
  const { atLeast } = optionsOf(source, syntax, new Map([['atLeast', 'number']]));
  if (atLeast === undefined) throw syntaxError(source, at, `gate has no threshold: give it one, ${example}`);
  return {
    at,
    word: { does: 'gate' },
    atLeast: Number(atLeast),
    predictor: planPredictor(source, predictor, at),
    through: planStages(source, through, 'ranking'),
  };
}

function planRescore(source: string, syntax: StageSyntax, input: Input): PlannedRescore {
  const { at, branches } = syntax;
  const example = 'as in "bm25(k=100) >> rescore(dense, depth=50)"';
  if (input === 'query') {
    throw syntaxError(
      source,
      at,
      `rescore orders hits anew: put a stage that searches before it, ${example}`,
    );
  }
  const by = planOnly(source, branches, 'search');
  if (by === undefined) {
    throw syntaxError(
      source,
      at,
      `rescore takes one stage that searches, whose index scores the hits, ${example}`,
    );
  }
  const { depth } = optionsOf(source, syntax, new Map([['depth', 'number']]));
  return {
    at,
    word: { does: 'rescore' },
    by: by as PlannedRescore['by'],
    ...(depth !== undefined && { depth: Number(depth) }),
  };
}

function planEachText(source: string, syntax: StageSyntax, input: Input): PlannedEachText {
  const { at, branches, options } = syntax;
  const example = `as in "bm25 >> slidingWindows >> ${windowsExample}"`;
  if (input === 'query') {
    throw syntaxError(
      source,
      at,
      `eachText orders hits anew: put a stage that searches before it, ${example}`,
    );
  }
  const [method, ...rest] = branches;
  const by = planVectors(source, rest) ?? (planOnly(source, rest, 'rerank') as PlannedRerank | undefined);
  if (by === undefined || options.size > 0) {
    throw syntaxError(
      source,
      at,
      `eachText takes a method of fusion and one rerank, or rescore(dense), ${example}`,
    );
  }
  return {
    at,
    word: { does: 'eachText' },
    by,
    method: planMethod(source, method, at),
  };
}

/** The rescore in vectors that is all of `branches`; undefined where there is another thing. */
function planVectors(source: string, branches: StageSyntax['branches']): PlannedRescore | undefined {
  const [syntax, ...more] = branches.flat();
  if (syntax?.word !== 'rescore' || more.length > 0) return undefined;
  const planned = planRescore(source, syntax, 'ranking');
  return planned.by.word.searches === 'dense' ? planned : undefined;
}

/** The one word that is all of `branches` and does so; undefined where there is more, none or another. */
function planOnly(
  source: string,
  [only, beyond]: StageSyntax['branches'],
  does: 'search' | 'rerank',
): PlannedWord | undefined {
  const [syntax, more] = only ?? [];
  if (syntax === undefined || more !== undefined || beyond !== undefined) return undefined;
  const word = words.get(syntax.word);
  if (combiners.has(syntax.word) || (word !== undefined && word.does !== does)) return undefined;
  return planWord(source, syntax, does === 'search' ? 'query' : 'ranking');
}

function planPredictor(source: string, syntax: PipelineSyntax = [], at: number): PlannedPredictor {
  const [first] = syntax;
  const known = [...predictors.keys()];
  const word = first === undefined ? undefined : predictors.get(first.word);
  if (first === undefined || word === undefined || syntax.length !== 1) {
    const found = first === undefined ? '' : `, not ${first.word}${didYouMean(first.word, known)}`;
    throw syntaxError(
      source,
      first?.at ?? at,
      `expected a predictor${found}; known predictors: ${known.join(', ')}`,
    );
  }
  const [other, beyond] = first.branches;
  if ((other !== undefined) !== word.compares || beyond !== undefined) {
    const takes = word.compares
      ? `takes another pipeline to compare with, as in "${first.word}(dirichlet)"`
      : 'takes options as key=value and no stages';
    throw syntaxError(source, first.at, `${first.word} ${takes}`);
  }
  return {
    at: first.at,
    word,
    options: optionsOf(source, first, word.options),
    ...(other !== undefined && { other: planStages(source, other, 'query') }),
  };
}

/** Words that take stages. */
const combiners: ReadonlyMap<string, (source: string, syntax: StageSyntax, input: Input) => PlannedStage> =
  new Map<string, (source: string, syntax: StageSyntax, input: Input) => PlannedStage>([
    ['fuse', planFusion],
    ['gate', planGate],
    ['rescore', planRescore],
    ['eachText', planEachText],
  ]);

/** A method of fusion on its own, such as `rrf(k=10)`. Every fault is a usage error. */
export function planFuser(source: string): PlannedMethod {
  return planMethod(source, parsePipeline(source), 0);
}

function planMethod(source: string, method: PipelineSyntax = [], at: number): PlannedMethod {
  const [first] = method;
  const known = [...fusers.keys()];
  const word = first === undefined ? undefined : fusers.get(first.word);
  if (first === undefined || word === undefined || method.length !== 1 || first.branches.length > 0) {
    const found = first === undefined ? '' : `, not ${first.word}${didYouMean(first.word, known)}`;
    throw syntaxError(
      source,
      first?.at ?? at,
      `expected a method of fusion${found}; known methods: ${known.join(', ')}`,
    );
  }
  return { at: first.at, word: { ...word, does: 'fuse' }, options: optionsOf(source, first, word.options) };
}

/** Every stage, those inside fusions too, in the order in which they are written. */
function* allStages(stages: readonly PlannedStage[]): Generator<PlannedStage> {
  for (const stage of stages) {
    yield stage;
    if ('branches' in stage) for (const branch of stage.branches) yield* allStages(branch);
    if ('by' in stage) yield* allStages([stage.by]);
    if ('through' in stage) {
      if (stage.predictor.other !== undefined) yield* allStages(stage.predictor.other);
      yield* allStages(stage.through);
    }
  }
}

/** The first search of a pipeline alone, for comparison with what feedback made of it. */
export function firstPass({ source, stages }: PipelinePlan): PipelinePlan {
  return { source, stages: [...allStages(stages)].filter(({ word }) => word.does === 'search').slice(0, 1) };
}

/** What pipelines need beside the inverted index, each once. */
export function needsOf(plans: readonly PipelinePlan[]): Needs {
  const encoded = new Map<string, Need>();
  const models = new Map<string, ModelNeed>();
  const languageModels = new Map<string, LanguageModelNeed>();
  const stages = plans.flatMap((plan) => [...allStages(plan.stages)]);
  for (const stage of stages) {
    if (stage.word.does === 'search' && stage.word.searches !== 'text') {
      const { encoder } = (stage as PlannedWord).options;
      const need = { kind: stage.word.searches, ...(encoder !== undefined && { encoder: String(encoder) }) };
      encoded.set(JSON.stringify(need), need);
    }
    if ('opens' in stage.word) {
      const need = modelNeed(stage.word.opens, (stage as PlannedWord).options);
      models.set(modelKey(need), need);
    }
    if (asksLanguageModel(stage.word)) {
      const need = languageModelNeed((stage as PlannedWord).options) as LanguageModelNeed;
      languageModels.set(languageModelKey(need), need);
    }
  }
  const learns = (what: FeedbackWord['learns']): boolean =>
    stages.some(({ word }) => word.does === 'feedback' && word.learns === what);
  return {
    encoded: [...encoded.values()],
    models: [...models.values()],
    languageModels: [...languageModels.values()],
    texts: learns('text') || stages.some(({ word }) => word.does === 'rerank'),
    features: learns('features'),
  };
}

/** The model of a stage, by those of its options that the model is opened with. */
export function modelNeed(
  form: ModelNeed['form'],
  { depth: _, documents: __, lowerCase: ___, ...options }: OptionValues,
): ModelNeed {
  return { form, options };
}

/** Whether a pipeline feeds back at all. */
export const feedsBack = ({ stages }: PipelinePlan): boolean =>
  [...allStages(stages)].some(({ word }) => word.does === 'feedback');
