import type {
  FeedbackAnswer,
  GivenJudgement,
  PlanePoint,
  TermsAnswer,
  TextAnswer,
  TokensAnswer,
  VectorAnswer,
} from '@reprise/demo';
import type { DenseIndex } from '@reprise/dense';
import type { DenseVector, Hit, Ranking, Step } from '@reprise/spec';
import { addedTokens } from '../feedback/added-tokens.js';
import { allSteps, isFeedback } from '../feedback/steps.js';
import { termChanges } from '../feedback/term-changes.js';
import { vectorChange } from '../feedback/vector-change.js';
import { makersOf } from '../indexes/feature-store.js';
import type { PipelineSyntax } from '../pipeline/syntax.js';
import { words } from '../pipeline/words.js';
import { allStageSyntax } from '../pipeline/write-pipeline.js';
import { heedsNegative } from './heeds-negative.js';
import { makerSays } from './maker-says.js';
import type { Parts } from './open-parts.js';
import { plane } from './plane.js';
import type { FeedbackWatch, Lesson } from './watch-feedback.js';

/** Most terms and tokens, characters of a new text, and hits in the plane, that an answer tells of. */
const mostTerms = 100;
const mostTokens = 50;
const mostCharacters = 4_000;
const mostPoints = 10;

type Learnt = Pick<TermsAnswer, 'stage' | 'positive' | 'negative' | 'heedsNegative'>;

/** What each feedback stage did to the query, in their order. */
export async function feedbackAnswers(
  final: Ranking,
  watch: FeedbackWatch,
  {
    parts,
    syntax,
    signal,
  }: { readonly parts: Parts; readonly syntax: PipelineSyntax; readonly signal: AbortSignal },
): Promise<readonly FeedbackAnswer[]> {
  const answers: FeedbackAnswer[] = [];
  // Branches that begin alike share steps.
  for (const step of new Set([...allSteps(final.query.trace ?? [])].filter(isFeedback))) {
    const lesson = watch.lessonOf(step);
    const learnt = learntFrom(step, lesson, syntax);
    const features = await featuresAnswer(step, learnt, lesson, { parts, syntax });
    if (features !== undefined) answers.push(features);
    const { before, after } = step;
    if (after.text !== undefined && after.text !== before.text) {
      answers.push({ ...learnt, kind: 'text', text: after.text.slice(0, mostCharacters), features: [] });
    }
    if (after.terms !== undefined && after.terms !== before.terms) answers.push(termsAnswer(step, learnt));
    const tokens = tokensAnswer(step, learnt, lesson);
    if (tokens !== undefined) answers.push(tokens);
    if (before.vector !== undefined && after.vector !== undefined && before.vector !== after.vector) {
      const shown = { before: lesson?.ranking.hits ?? [], after: final.hits };
      answers.push(await vectorAnswer([before.vector, after.vector], learnt, shown, { parts, signal }));
    }
  }
  return answers;
}

function learntFrom({ stage }: Step, lesson: Lesson | undefined, syntax: PipelineSyntax): Learnt {
  const { positive = [], negative = [] } = lesson?.feedback ?? {};
  return {
    stage,
    positive: positive.map(({ id, grade = 1 }): GivenJudgement => ({ id, grade })),
    negative: negative.map(({ id }) => id),
    heedsNegative: heedsNegative(stage, syntax),
  };
}

/** Shares of 1, those of negative weights below 0. */
function termsAnswer(step: Step, learnt: Learnt): TermsAnswer {
  const changes = termChanges(step);
  const total = changes.reduce((sum, { after = 0 }) => sum + Math.abs(after), 0);
  const terms = changes.map((change) =>
    change.after === undefined || total === 0 ? change : { ...change, after: change.after / total },
  );
  // What was dropped comes last, and is told of too.
  const dropped = terms.filter(({ after }) => after === undefined);
  const kept = terms
    .filter(({ after }) => after !== undefined)
    .slice(0, mostTerms - Math.min(20, dropped.length));
  return { ...learnt, kind: 'terms', terms: [...kept, ...dropped].slice(0, mostTerms) };
}

function tokensAnswer(step: Step, learnt: Learnt, lesson: Lesson | undefined): TokensAnswer | undefined {
  const { feedback } = lesson ?? {};
  const added = addedTokens(step, () => feedback as never);
  if (added === undefined) return undefined;
  const tokens = [...added].sort((a, b) => b.weight - a.weight).slice(0, mostTokens);
  return { ...learnt, kind: 'tokens', tokens };
}

/** The features that were read of each document learnt from. */
async function featuresAnswer(
  { stage, before, after }: Step,
  learnt: Learnt,
  lesson: Lesson | undefined,
  { parts, syntax }: { readonly parts: Parts; readonly syntax: PipelineSyntax },
): Promise<TextAnswer | undefined> {
  const word = words.get(stage);
  if (word?.does !== 'feedback' || word.learns !== 'features') return undefined;
  const asked = [...allStageSyntax(syntax)].find((one) => one.word === stage)?.options.get('features')?.value;
  const wanted = String(asked ?? 'keywords')
    .split(',')
    .map((name) => name.trim());
  const features = (lesson?.feedback?.positive ?? []).flatMap(
    ({ id, features: all = new Map<string, string>() }) =>
      [...all]
        .filter(([name]) => asked === 'all' || wanted.includes(name))
        .map(([feature, text]) => ({ id, feature, text: text.slice(0, mostCharacters) })),
  );
  const { indexes } = parts;
  const makers = indexes.features === undefined ? new Map<string, string>() : makersOf(indexes.features);
  const maker = makerSays(makers, new Set(features.map(({ feature }) => feature)));
  const [old, made] = [before.vector, after.vector];
  return {
    ...learnt,
    kind: 'text',
    features,
    ...(old !== undefined && made !== undefined && { cosine: vectorChange(old.data, made.data).cosine }),
    ...(maker !== undefined && { maker }),
  };
}

/** The query's way among the documents that it found, seen in the plane that shows most of them. */
async function vectorAnswer(
  [before, after]: readonly [DenseVector, DenseVector],
  learnt: Learnt,
  shown: { readonly before: readonly Hit[]; readonly after: readonly Hit[] },
  { parts, signal }: { readonly parts: Parts; readonly signal: AbortSignal },
): Promise<VectorAnswer> {
  const { cosine } = vectorChange(before.data, after.data);
  const index = parts.encoders
    .filter(({ entry }) => entry.kind === 'dense')
    .map(({ name }) => parts.indexes.encoded({ kind: 'dense', encoder: name }).index as DenseIndex)
    .find(({ space }) => space === after.space);
  const ids = (hits: readonly { readonly id: string }[], most: number): readonly string[] =>
    hits.slice(0, most).map(({ id }) => id);
  const [was, is] = [new Set(ids(shown.before, mostPoints)), new Set(ids(shown.after, mostPoints))];
  const from = new Set(ids(learnt.positive, 2 * mostPoints));
  const all = [...new Set([...from, ...was, ...is])];
  const vectors = await index?.fetch(all, ['vector'], { signal });
  const roleOf = (id: string): PlanePoint['role'] => {
    if (from.has(id)) return 'learnt from';
    return !is.has(id) ? 'found before' : was.has(id) ? 'found both' : 'found after';
  };
  const points: readonly {
    readonly role: PlanePoint['role'];
    readonly id?: string;
    readonly data: Float32Array;
  }[] = [
    { role: 'query before', data: before.data },
    { role: 'query after', data: after.data },
    ...(vectors === undefined
      ? []
      : all.map((id) => ({ role: roleOf(id), id, data: vectors.get(id)!.vector.data }))),
  ];
  const { coordinates, kept } = plane(points.map(({ data }) => unit(data)));
  return {
    ...learnt,
    kind: 'vector',
    cosine,
    kept,
    points: points.map(({ data: _, ...point }, i) => ({ ...point, ...coordinates[i]! })),
  };
}

/** Directions alone: a query that moved may be shorter than its documents, which says nothing about what it finds. */
function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}
