import { openCollection, readQrels, readQueries } from '@reprise/datasets';
import type { Qrels, Query } from '@reprise/spec';
import { type CommandContext, checkSources, sourceOf } from '../io.js';
import { UsageError } from '../usage-error.js';

/** Where judged queries are. */
export interface JudgedSources {
  readonly collection?: string;
  readonly split: string;
  readonly topics?: string;
  readonly qrels?: string;
}

/** Queries with their judgements. */
export interface Judged {
  /** Those that have judgements. */
  readonly queries: readonly Query<'text'>[];
  readonly qrels: Qrels;
  /** How many documents are relevant to a query. */
  readonly relevant: (query: string) => number;
}

/** Reads judged queries of a collection or of two files; none where neither is given. */
export async function readJudged(sources: JudgedSources, context: CommandContext): Promise<Judged> {
  const { collection: folder, split, topics, qrels } = sources;
  const { signal } = context;
  if (folder !== undefined && (topics !== undefined || qrels !== undefined)) {
    throw new UsageError(
      '--collection brings its own queries and judgements: leave out --topics and --qrels',
    );
  }
  if ((topics === undefined) !== (qrels === undefined))
    throw new UsageError('give --topics FILE and --qrels FILE together');
  if (folder !== undefined) {
    const collection = await openCollection(folder);
    return judgedOf(await collection.queries(split, { signal }), await collection.qrels(split, { signal }));
  }
  if (topics === undefined || qrels === undefined) return judgedOf([], new Map());
  checkSources(topics, qrels);
  return judgedOf(
    await readQueries(sourceOf(topics, context), { signal }),
    await readQrels(sourceOf(qrels, context), { signal }),
  );
}

function judgedOf(queries: readonly Query<'text'>[], qrels: Qrels): Judged {
  return {
    queries: queries.filter(({ id }) => (qrels.get(id)?.size ?? 0) > 0),
    qrels,
    relevant: (query) => [...(qrels.get(query)?.values() ?? [])].filter((grade) => grade > 0).length,
  };
}
