import {
  type Kind,
  type Query,
  type Ranking,
  RepriseError,
  type RunOptions,
  type Step,
  throwIfAborted,
} from '@reprise/spec';
import type { Shape } from './stage.js';

export type Item = Query | Ranking;

/** Results of parts that were already run on a batch, so that branches share a common prefix. */
export type Memo = WeakMap<readonly Item[], Map<Part, Promise<readonly Item[]>>>;

export interface Context {
  readonly options: RunOptions;
  /** Present inside a fusion only: outside of one nothing is run twice. */
  readonly memo?: Memo;
}

/** What a part made of one item. */
export interface Outcome {
  readonly value: Item;
  readonly branches?: Step['branches'];
  readonly gate?: Step['gate'];
}

/** A stage that is not piped from others. */
export interface Part {
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
  readonly requires: readonly Kind[];
  readonly adds: readonly Kind[];
  readonly drops: readonly Kind[];
  readonly execute: (batch: readonly Item[], context: Context) => Promise<readonly Outcome[]>;
}

export const isRanking = (item: Item): item is Ranking => 'hits' in item;

export const queryOf = (item: Item): Query => (isRanking(item) ? item.query : item);

/** The query alone, without what was noted of its way here. */
export function bare<Q extends Query>(query: Q): Q {
  const { trace: _, ...rest } = query;
  return rest as Q;
}

/** The steps that led from `item` to `query`, which a nested pipeline made of it. */
export function stepsSince(item: Item, { trace = [] }: Query): readonly Step[] {
  return trace.slice(queryOf(item).trace?.length ?? 0);
}

/** Refuses a query that lacks one of `kinds`, by the name of the stage that needs it. */
export function checkHolds(query: Query, kinds: readonly Kind[], stage: string): void {
  for (const kind of kinds) {
    if (query[kind] !== undefined) continue;
    throw new RepriseError(
      'MISSING_REPRESENTATION',
      `query ${JSON.stringify(query.id)} has no ${kind}, which ${stage} needs: ` +
        `give the query one, or give the stage an encoder that makes it`,
      { details: { query: query.id, kind, stage } },
    );
  }
}

export async function runParts(
  parts: readonly Part[],
  batch: readonly Item[],
  context: Context,
): Promise<readonly Item[]> {
  let current = batch;
  for (const part of parts) current = await runShared(part, current, context);
  return current;
}

function runShared(part: Part, batch: readonly Item[], context: Context): Promise<readonly Item[]> {
  const { memo } = context;
  if (memo === undefined) return runPart(part, batch, context);
  const known = memo.get(batch) ?? new Map<Part, Promise<readonly Item[]>>();
  const result = known.get(part) ?? runPart(part, batch, context);
  memo.set(batch, known.set(part, result));
  return result;
}

async function runPart(part: Part, batch: readonly Item[], context: Context): Promise<readonly Item[]> {
  throwIfAborted(context.options.signal);
  for (const item of batch) checkHolds(queryOf(item), part.requires, part.name);
  const start = performance.now();
  const outcomes = await part.execute(batch, context);
  const milliseconds = performance.now() - start;
  return outcomes.map(({ value, branches, gate }, i) => {
    const before = queryOf(batch[i] as Item);
    const after = queryOf(value);
    const step: Step = {
      stage: part.name,
      milliseconds,
      batch: batch.length,
      before: bare(before),
      after: bare(after),
      ...(isRanking(value) && { hits: value.hits.length }),
      ...(branches && { branches }),
      ...(gate && { gate }),
    };
    const query = { ...after, trace: [...(before.trace ?? []), step] };
    return isRanking(value) ? { query, hits: value.hits } : query;
  });
}
