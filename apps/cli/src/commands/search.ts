import { type RunFormat, readQueries, type Target, writeRun, writeText } from '@reprise/datasets';
import type { SparseIndex } from '@reprise/sparse';
import type { Query, Ranking, Run } from '@reprise/spec';
import type { Analyzer } from '@reprise/text';
import { openIndexes } from '../indexes/indexes.js';
import { type CommandContext, print, sourceOf, targetOf } from '../io.js';
import { compilePipeline } from '../pipeline/compile-pipeline.js';
import { needsOf, planPipeline } from '../pipeline/plan-pipeline.js';
import { readable } from '../readable.js';
import { writeSidecar } from '../sidecar.js';
import { snippet } from '../snippet.js';
import { UsageError } from '../usage-error.js';

export interface SearchArguments {
  readonly index: string;
  readonly query?: string;
  readonly topics?: string;
  readonly pipeline: string;
  readonly hits: number;
  readonly output?: string;
  readonly tag: string;
  readonly format?: RunFormat;
  /** Write tied scores as they are, instead of nudged apart for trec_eval. */
  readonly keepTies: boolean;
  readonly json: boolean;
}

export async function search(options: SearchArguments, context: CommandContext): Promise<void> {
  const plan = planPipeline(options.pipeline);
  const { signal, progress } = context;
  const start = performance.now();
  const target = await targetOf(options.output, context);
  const queries = await queriesOf(options, context);
  const indexes = await openIndexes(options.index, needsOf([plan]), signal);
  try {
    const { index, encoder: analyzer } = indexes.text;
    const pipeline = compilePipeline(plan, indexes, { hits: options.hits });
    const rankings = await pipeline.run(queries, { signal, onProgress: progress.report });
    progress.end();
    warnOfEmptyQueries(rankings, context);
    if (options.json) await writeText(target, [jsonLines(rankings)]);
    else if (isForReading(options)) await print(context.stdout, await listing(rankings, index, analyzer));
    else await writeRankings(rankings, target, options, signal);
    if (typeof target === 'string') await writeSidecar(target, options, performance.now() - start);
  } finally {
    await indexes.close();
  }
}

async function queriesOf(
  options: SearchArguments,
  context: CommandContext,
): Promise<readonly Query<'text'>[]> {
  if ((options.query === undefined) === (options.topics === undefined)) {
    throw new UsageError('give either --query TEXT or --topics FILE');
  }
  if (options.topics !== undefined) {
    return readQueries(sourceOf(options.topics, context), { signal: context.signal });
  }
  return [{ id: 'query', text: queryText(options.query as string) }];
}

/** Refuses a query without text. */
export function queryText(text: string): string {
  if (text.trim() === '') throw new UsageError('the query has no text: give --query "what you look for"');
  return text;
}

/** A single query is answered for a reader, unless a format or a file is asked for. */
const isForReading = ({ query, format, output }: SearchArguments): boolean =>
  query !== undefined && format === undefined && output === undefined;

function warnOfEmptyQueries(rankings: readonly Ranking[], { progress }: CommandContext): void {
  for (const { query } of rankings.filter(({ query }) => query.terms?.size === 0)) {
    const text = JSON.stringify(readable(query.text ?? query.id, 60));
    progress.tell(`warning: nothing is left of the query ${text} after stop words: no document can match`);
  }
}

function jsonLines(rankings: readonly Ranking[]): string {
  return rankings
    .map(
      ({ query, hits }) =>
        `${JSON.stringify({ id: query.id, text: query.text, ...(query.terms && { terms: Object.fromEntries(query.terms) }), hits })}\n`,
    )
    .join('');
}

async function listing(
  rankings: readonly Ranking[],
  index: SparseIndex,
  analyzer: Analyzer,
): Promise<string> {
  const [ranking] = rankings;
  const hits = ranking?.hits.slice(0, 10) ?? [];
  if (hits.length === 0) return 'no document matches\n';
  const texts = index.kinds.includes('text')
    ? await index.fetch(
        hits.map(({ id }) => id),
        ['text'],
      )
    : undefined;
  const lines = hits.map(({ id, score }, i) => {
    const text = texts?.get(id)?.text;
    const head = `${String(i + 1).padStart(3)}  ${score.toFixed(4)}  ${readable(id, 100)}`;
    return text === undefined
      ? head
      : `${head}\n     ${readable(snippet(text, shownTerms(ranking?.query, analyzer), analyzer))}`;
  });
  const more = (ranking?.hits.length ?? 0) - hits.length;
  return `${lines.join('\n')}\n${more > 0 ? `     … and ${more.toLocaleString('en')} more (--format trec lists all)\n` : ''}`;
}

/** The terms that a reader looks for: those of the query's text, and what feedback made of them. */
function shownTerms(query: Query | undefined, analyzer: Analyzer): ReadonlyMap<string, number> {
  const asked = analyzer.tokens(query?.text ?? '').map((term): [string, number] => [term, 1]);
  return new Map([...asked, ...(query?.terms ?? [])]);
}

async function writeRankings(
  rankings: readonly Ranking[],
  target: Target,
  options: SearchArguments,
  signal: AbortSignal,
): Promise<void> {
  const { format = 'trec', tag } = options;
  const run: Run = new Map(rankings.map(({ query, hits }) => [query.id, hits]));
  await writeRun(target, run, { format, tag, precision: 'float32', breakTies: !options.keepTies, signal });
}
