import type { SparseIndex } from '@reprise/sparse';
import type { Feedback, Hit, Ranking, Step, TokenMatrix } from '@reprise/spec';
import { type AddedToken, addedTokens } from '../feedback/added-tokens.js';
import { allSteps, isFeedback } from '../feedback/steps.js';
import { type TermChange, termChanges } from '../feedback/term-changes.js';
import { type VectorChange, vectorChange } from '../feedback/vector-change.js';
import { openIndexes } from '../indexes/indexes.js';
import { type CommandContext, print } from '../io.js';
import { compilePipeline } from '../pipeline/compile-pipeline.js';
import { feedsBack, firstPass, needsOf, planPipeline } from '../pipeline/plan-pipeline.js';
import { readable } from '../readable.js';
import { UsageError } from '../usage-error.js';
import { queryText } from './search.js';

export interface ExplainArguments {
  readonly index: string;
  readonly query: string;
  readonly pipeline: string;
  /** How many hits to compare. */
  readonly hits: number;
  readonly json: boolean;
}

/**
 * Says what feedback did: terms with their weights before and after, how a vector moved, which token rows were added, how
 * the new text begins; and the hits that moved.
 */
export async function explain(options: ExplainArguments, context: CommandContext): Promise<void> {
  const plan = planPipeline(options.pipeline);
  if (!feedsBack(plan)) {
    throw new UsageError(
      `there is no feedback in ${options.pipeline}: explain something like "bm25 >> rm3 >> bm25"`,
    );
  }
  const query = { id: 'query', text: queryText(options.query) };
  const { signal, progress } = context;
  const indexes = await openIndexes(options.index, needsOf([plan]), signal);
  try {
    const { index } = indexes.text;
    const run = { signal, onProgress: progress.report };
    const [before] = await compilePipeline(firstPass(plan), indexes).run([query], run);
    const learntFrom = new Map<TokenMatrix | undefined, Feedback<'tokens', 'tokens'>>();
    const onFeedback = (batch: readonly Feedback<never, never>[]): void => {
      for (const feedback of batch as readonly Feedback<'tokens', 'tokens'>[])
        learntFrom.set(feedback.query.tokens, feedback);
    };
    const [after] = await compilePipeline(plan, indexes, { onFeedback }).run([query], run);
    progress.end();
    const changes = (step: Step) => changesOf(step, (tokens) => learntFrom.get(tokens));
    const report = await describe(before as Ranking, after as Ranking, options.hits, index, changes);
    await print(context.stdout, options.json ? `${JSON.stringify(report)}\n` : asText(report, options));
  } finally {
    await indexes.close();
  }
}

interface Report {
  readonly query: string;
  readonly steps: readonly {
    readonly stage: string;
    readonly milliseconds: number;
    readonly hits?: number;
  }[];
  readonly feedback: readonly {
    readonly stage: string;
    readonly terms: readonly TermChange[];
    /** Of feedback over vectors. */
    readonly vector?: VectorChange;
    /** Of feedback over token rows: those that it added. */
    readonly tokens?: readonly AddedToken[];
    /** Of feedback that rewrote the text: the new one. */
    readonly text?: string;
  }[];
  readonly hits: readonly {
    readonly id: string;
    readonly rank: number;
    readonly score: number;
    readonly rankBefore?: number;
    readonly start?: string;
  }[];
  readonly left: readonly { readonly id: string; readonly rankBefore: number; readonly rank?: number }[];
}

async function describe(
  before: Ranking,
  after: Ranking,
  count: number,
  index: SparseIndex,
  changes: (step: Step) => Changes,
): Promise<Report> {
  const trace = [...allSteps(after.query.trace ?? [])];
  const hits = after.hits.slice(0, count);
  const ranksBefore = ranks(before.hits);
  const ranksAfter = ranks(after.hits);
  const texts = index.kinds.includes('text')
    ? await index.fetch(
        hits.map(({ id }) => id),
        ['text'],
      )
    : undefined;
  const shown = new Set(hits.map(({ id }) => id));
  return {
    query: before.query.text ?? '',
    steps: trace.map(({ stage, milliseconds, hits: passed }) => ({
      stage,
      milliseconds,
      ...(passed !== undefined && { hits: passed }),
    })),
    feedback: trace.filter(isFeedback).map((step) => ({ stage: step.stage, ...changes(step) })),
    hits: hits.map(({ id, score }, i) => {
      const rankBefore = ranksBefore.get(id);
      const text = texts?.get(id)?.text;
      return {
        id,
        rank: i + 1,
        score,
        ...(rankBefore !== undefined && { rankBefore }),
        ...(text !== undefined && { start: text.replace(/\s+/g, ' ').slice(0, 200) }),
      };
    }),
    left: before.hits
      .slice(0, count)
      .filter(({ id }) => !shown.has(id))
      .map(({ id }) => {
        const rank = ranksAfter.get(id);
        return { id, rankBefore: ranksBefore.get(id) as number, ...(rank !== undefined && { rank }) };
      }),
  };
}

const ranks = (hits: readonly Hit[]): ReadonlyMap<string, number> =>
  new Map(hits.map(({ id }, i) => [id, i + 1]));

type Changes = Omit<Report['feedback'][number], 'stage'>;

function changesOf(step: Step, feedbackOf: Parameters<typeof addedTokens>[1]): Changes {
  const { text } = step.after;
  if (text !== undefined && text !== step.before.text) return { terms: [], text };
  const tokens = addedTokens(step, feedbackOf);
  if (tokens !== undefined) return { terms: [], tokens };
  const [old, made] = [step.before.vector?.data, step.after.vector?.data];
  if (old === undefined || made === undefined || step.before.vector === step.after.vector)
    return { terms: termChanges(step) };
  return { terms: [], vector: vectorChange(old, made) };
}

function asText({ query, steps, feedback, hits, left }: Report, options: ExplainArguments): string {
  const lines = [`query     ${readable(query, 200)}`, `pipeline  ${options.pipeline}`, ''];
  for (const { stage, terms, vector, tokens, text } of feedback) {
    if (text !== undefined) {
      lines.push(
        `${stage} rewrote the text, ${text.length.toLocaleString('en')} characters now: ${readable(text.replace(/\s+/g, ' '), 200)}`,
        '',
      );
      continue;
    }
    if (tokens !== undefined) {
      lines.push(...tokenLines(stage, tokens), '');
      continue;
    }
    if (vector !== undefined) {
      lines.push(
        `${stage} moved the query: cosine ${vector.cosine.toFixed(4)} with the old one, ${vector.length.toFixed(3)} times its length`,
        '',
      );
      continue;
    }
    const names = terms.map(({ term }) => readable(term, 30));
    const width = Math.max(6, ...names.map((name) => name.length));
    lines.push(
      `${stage} rewrote the query (weights before are scaled to sum 1)`,
      `  ${'term'.padEnd(width)}  before   after`,
    );
    terms.forEach(({ before, after }, i) => {
      const note = before === undefined ? '  added' : after === undefined ? '  dropped' : '';
      lines.push(
        `  ${names[i]?.padEnd(width)}  ${cell(before)}  ${cell(after)}  ${bar(after ?? 0)}${note}`.trimEnd(),
      );
    });
    lines.push('');
  }
  if (feedback.length === 0)
    lines.push('feedback changed nothing: the first pass found no document to learn from', '');
  if (hits.length === 0) lines.push('no document matches');
  else lines.push(`first ${hits.length} hits, with their rank before feedback`);
  const ids = hits.map(({ id }) => readable(id, 60));
  const width = Math.max(2, ...ids.map((id) => id.length));
  hits.forEach(({ rank, score, rankBefore, start = '' }, i) => {
    const move = moved(rank, rankBefore).padEnd(9);
    lines.push(
      `  ${String(rank).padStart(3)}  ${move}  ${score.toFixed(4).padStart(8)}  ${ids[i]?.padEnd(width)}  ${readable(start, 60)}`.trimEnd(),
    );
  });
  if (left.length > 0) {
    lines.push('', `left the first ${options.hits}`);
    for (const { id, rankBefore, rank } of left)
      lines.push(`  ${String(rankBefore).padStart(3)} → ${rank ?? 'not found'}  ${readable(id, 60)}`);
  }
  lines.push(
    '',
    `steps: ${steps.map(({ stage, milliseconds, hits: passed }) => `${stage} ${milliseconds.toFixed(1)} ms${passed === undefined ? '' : `, ${passed} hits`}`).join(' | ')}`,
  );
  return `${lines.join('\n')}\n`;
}

/** One added row a line, with the document whose row is nearest to it. */
function tokenLines(stage: string, tokens: readonly AddedToken[]): readonly string[] {
  const names = tokens.map(({ token }) => readable(token, 30));
  const width = Math.max(5, ...names.map((name) => name.length));
  const rows = tokens.map(({ weight, from: [first] }, i) => {
    const source =
      first && `${readable(first.id, 30)}, ${first.similarity.toFixed(2)}: ${readable(first.passage, 60)}`;
    return `  ${names[i]?.padEnd(width)}  ${weight.toFixed(4).padStart(7)}  ${source ?? ''}`.trimEnd();
  });
  return [
    `${stage} added ${tokens.length} token rows (with the nearest row of a document learnt from)`,
    `  ${'token'.padEnd(width)}   weight  document`,
    ...rows,
  ];
}

const cell = (weight: number | undefined): string =>
  (weight === undefined ? '—' : weight.toFixed(4)).padStart(6);

const bar = (weight: number): string => '█'.repeat(Math.min(40, Math.max(0, Math.round(weight * 40))));

function moved(rank: number, before: number | undefined): string {
  if (before === undefined) return 'new';
  if (before === rank) return '=';
  return `${before > rank ? '▲' : '▼'} from ${before}`;
}
