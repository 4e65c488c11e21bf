import {
  type DocumentSource,
  type Feedback,
  type FeedbackDocument,
  type FeedbackStrategy,
  type Has,
  type Hit,
  type Judge,
  type Judgement,
  type Judgements,
  type Kind,
  optionError,
  type Query,
  type Ranking,
  type RunOptions,
} from '@reprise/spec';
import {
  checkCount,
  checkRepresentations,
  checkSameSpace,
  contractError,
  type Located,
} from './check-plugin.js';
import { createStage } from './create-stage.js';
import { checkSupplies, fetchDocuments } from './fetch-documents.js';
import { bare } from './part.js';
import type { Stage } from './stage.js';

export interface FeedbackWiring<Sees extends Kind, JudgeReads extends Kind> {
  /** Where the strategy sees documents; usually the index that found them. */
  readonly documents: DocumentSource<NoInfer<Sees>>;
  /** Who says which of them to learn from. */
  readonly judge: Judge<JudgeReads>;
  /**
   * `'throw'` (default) rejects the run when judge, source or strategy fail; `'keep-query'` goes on with
   * the query as it was and emits a `FEEDBACK_FAILED` warning. An abort always rejects.
   */
  readonly onFailure?: 'throw' | 'keep-query';
}

/** Kinds that go stale when `Writes` holds `text`: everything else that the strategy does not write. */
export type DroppedBy<Writes extends Kind> = 'text' extends Writes ? Exclude<Kind, Writes> : never;

/** Turns a ranking into a new query, which knows the old one as `previous`. */
export function feedback<
  Reads extends Kind,
  Sees extends Kind,
  Writes extends Kind,
  JudgeReads extends Kind = never,
>(
  strategy: FeedbackStrategy<Reads, Sees, Writes>,
  wiring: FeedbackWiring<Sees, JudgeReads>,
): Stage<'ranking', 'query', Reads | JudgeReads, Writes, DroppedBy<Writes>> {
  return feedbackStage(strategy, wiring, 'query', (_, query) => query);
}

/** Gives a ranking a new query and keeps its hits, so that the next stage re-scores the same candidates. */
export function refine<
  Reads extends Kind,
  Sees extends Kind,
  Writes extends Kind,
  JudgeReads extends Kind = never,
>(
  strategy: FeedbackStrategy<Reads, Sees, Writes>,
  wiring: FeedbackWiring<Sees, JudgeReads>,
): Stage<'ranking', 'ranking', Reads | JudgeReads, Writes, DroppedBy<Writes>> {
  return feedbackStage(strategy, wiring, 'ranking', ({ hits }, query) => ({ query, hits }));
}

function feedbackStage<
  Out extends 'query' | 'ranking',
  Reads extends Kind,
  Sees extends Kind,
  Writes extends Kind,
  JudgeReads extends Kind,
>(
  typed: FeedbackStrategy<Reads, Sees, Writes>,
  wiring: FeedbackWiring<Sees, JudgeReads>,
  output: Out,
  shape: (ranking: Ranking, query: Query) => Query | Ranking,
): Stage<'ranking', Out, Reads | JudgeReads, Writes, DroppedBy<Writes>> {
  // Below, kinds are values: what the types promise is checked on every batch.
  const strategy = typed as unknown as FeedbackStrategy<Kind, Kind, Kind>;
  const documents = wiring.documents as unknown as DocumentSource<Kind>;
  const judge = wiring.judge as unknown as Judge<Kind>;
  const { onFailure = 'throw' } = wiring;
  if (onFailure !== 'throw' && onFailure !== 'keep-query') {
    throw optionError('onFailure', onFailure, "'throw' or 'keep-query'");
  }
  checkSupplies(documents, strategy.sees, strategy.name);
  return createStage([
    {
      name: strategy.name,
      input: 'ranking',
      output,
      requires: [...new Set([...strategy.reads, ...judge.reads])],
      adds: strategy.writes,
      // The open set of kinds is not known here: `rewrite` drops whatever a query holds beyond these.
      drops: strategy.writes.includes('text')
        ? derivedKinds.filter((kind) => !strategy.writes.includes(kind))
        : [],
      execute: async (batch, { options }) => {
        const rankings = batch as readonly Ranking<Kind>[];
        const attempt = (some: readonly Ranking<Kind>[]) =>
          rewrite(strategy, documents, judge, some, options);
        const queries =
          onFailure === 'throw'
            ? await attempt(rankings)
            : await keepOnFailure(strategy.name, rankings, attempt, options);
        return rankings.map((ranking, i) => ({ value: shape(ranking, queries[i] as Query) }));
      },
    },
  ]);
}

const derivedKinds: readonly Kind[] = ['terms', 'weighting', 'vector', 'tokens', 'features'];

/** Where a batch fails, each query is tried alone, so that one failure costs one query its feedback. */
async function keepOnFailure(
  stage: string,
  rankings: readonly Ranking<Kind>[],
  attempt: (some: readonly Ranking<Kind>[]) => Promise<readonly Query[]>,
  options: RunOptions,
): Promise<readonly Query[]> {
  try {
    return await attempt(rankings);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const [only] = rankings;
    if (only !== undefined && rankings.length === 1) {
      options.onProgress?.({
        kind: 'warning',
        code: 'FEEDBACK_FAILED',
        stage,
        message: `query ${JSON.stringify(only.query.id)} was kept as it was: ${error instanceof Error ? error.message : String(error)}`,
        id: only.query.id,
      });
      return [only.query];
    }
    const kept: Query[] = [];
    for (const ranking of rankings) kept.push(...(await keepOnFailure(stage, [ranking], attempt, options)));
    return kept;
  }
}

async function rewrite(
  strategy: FeedbackStrategy<Kind, Kind, Kind>,
  documents: DocumentSource<Kind>,
  judge: Judge<Kind>,
  rankings: readonly Ranking<Kind>[],
  options: RunOptions,
): Promise<readonly Query[]> {
  const judged = await judge.judge(rankings, options);
  checkCount(judge.name, judged, rankings.length);
  const work: Work[] = [];
  const ids: string[] = [];
  rankings.forEach(({ query, hits }, at) => {
    const judgements = cut(judged[at] as Judgements, strategy.depth);
    checkJudgements(judge.name, judgements);
    const places = placesOf(judgements, hits);
    if (places.size === 0) return;
    work.push({ at, query: bare(query), judgements, places });
    ids.push(...places.keys());
  });
  const seen = await fetchDocuments(documents, ids, strategy.sees, options);
  const batch = work.map((item) => toFeedback(item, seen));
  for (const item of batch) checkSpaces(strategy, item);
  const changes = batch.length === 0 ? [] : await strategy.refine(batch, options);
  checkCount(strategy.name, changes, batch.length);

  const queries: Query[] = rankings.map(({ query }) => query);
  work.forEach(({ at, query }, n) => {
    checkRepresentations(strategy.name, changes[n], strategy.writes, 'query', query.id);
    queries[at] = merge(strategy.writes, query, changes[n] as Has<Kind>);
  });
  return queries;
}

/** A query of the batch that has feedback. */
interface Work {
  readonly at: number;
  readonly query: Query<Kind>;
  readonly judgements: Judgements;
  readonly places: Places;
}

/** Every judged document once, with its place among the hits where it has one. */
type Places = ReadonlyMap<string, { readonly rank: number; readonly score: number } | undefined>;

/**
 * A new query with the changes; one whose text changed keeps nothing that was made of the old text, one whose
 * terms changed not what was said of the weights of the old ones.
 */
function merge(writes: readonly Kind[], query: Query, changes: Has<Kind>): Query {
  const kept = writes.includes('text')
    ? { id: query.id }
    : writes.includes('terms')
      ? unweighted(query)
      : query;
  const merged: Record<string, unknown> = { ...kept, previous: query };
  for (const kind of writes) merged[kind] = changes[kind];
  return merged as unknown as Query;
}

function unweighted({ weighting: _, ...query }: Query): Query {
  return query;
}

function cut(judgements: Judgements, depth: FeedbackStrategy<Kind, Kind, Kind>['depth']): Judgements {
  if (depth === undefined) return judgements;
  return {
    positive: judgements.positive.slice(0, depth.positive),
    negative: judgements.negative.slice(0, depth.negative ?? 0),
  };
}

function checkJudgements(judge: string, { positive, negative }: Judgements): void {
  for (const list of [positive, negative]) {
    if (list.length === 0) continue;
    const ids = new Set<string>();
    for (const { id, grade } of list) {
      if (ids.has(id)) throw contractError(judge, `judged ${JSON.stringify(id)} twice`);
      if (grade !== undefined && !(grade > 0 && Number.isFinite(grade))) {
        throw contractError(judge, `gave ${JSON.stringify(id)} the grade ${grade}`);
      }
      ids.add(id);
    }
  }
}

function placesOf({ positive, negative }: Judgements, hits: readonly Hit[]): Places {
  const places = new Map<string, { readonly rank: number; readonly score: number } | undefined>();
  for (const { id } of positive) places.set(id, undefined);
  for (const { id } of negative) places.set(id, undefined);
  let missing = places.size;
  // The judged are mostly the first ones: the others, of which there may be a thousand, are not looked at.
  for (let i = 0; i < hits.length && missing > 0; i++) {
    const { id, score } = hits[i]!;
    if (!places.has(id) || places.get(id) !== undefined) continue;
    places.set(id, { rank: i + 1, score });
    missing--;
  }
  return places;
}

function toFeedback(
  { query, judgements, places }: Work,
  seen: ReadonlyMap<string, Has<Kind>>,
): Feedback<Kind, Kind> {
  const document = (judgement: Judgement): FeedbackDocument<Kind> => ({
    ...(seen.get(judgement.id) as Has<Kind>),
    ...places.get(judgement.id),
    ...judgement,
  });
  return {
    query,
    positive: judgements.positive.map(document),
    negative: judgements.negative.map(document),
  };
}

/** Where a strategy reads and sees the same kind of vectors, they must be of one space. */
function checkSpaces(
  strategy: FeedbackStrategy<Kind, Kind, Kind>,
  { query, positive, negative }: Feedback<Kind, Kind>,
): void {
  for (const kind of ['vector', 'tokens'] as const) {
    if (!strategy.sees.includes(kind)) continue;
    const read = strategy.reads.includes(kind);
    const first = read ? query : ((positive[0] ?? negative[0]) as FeedbackDocument<Kind>);
    const expected: Located = { role: read ? 'query' : 'document', id: first.id, value: first[kind] };
    for (const document of positive) checkSameSpace(kind, expected, document.id, document[kind]);
    for (const document of negative) checkSameSpace(kind, expected, document.id, document[kind]);
  }
}
