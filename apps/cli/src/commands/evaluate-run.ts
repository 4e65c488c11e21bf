import { readQrels, readRun } from '@reprise/datasets';
import { evaluate, trecEvalLines } from '@reprise/eval';
import { type CommandContext, print, sourceOf } from '../io.js';

export interface EvalArguments {
  readonly qrels: string;
  readonly run: string;
  readonly perQuery: boolean;
  readonly complete: boolean;
  readonly summary: boolean;
  readonly level: number;
  readonly depth?: number;
  readonly judgedOnly: boolean;
  readonly measures: readonly string[];
  readonly json: boolean;
}

/** Evaluates a run with trec_eval's words and output. */
export async function evaluateRun(options: EvalArguments, context: CommandContext): Promise<void> {
  const { signal } = context;
  const qrels = await readQrels(sourceOf(options.qrels, context), { signal });
  const run = await readRun(sourceOf(options.run, context), { signal });
  const evaluation = evaluate(qrels, run, {
    measures: options.measures.length > 0 ? options.measures : ['official'],
    level: options.level,
    ...(options.depth !== undefined && { depth: options.depth }),
    judgedOnly: options.judgedOnly,
    missing: options.complete ? 'zero' : 'skip',
  });
  if (options.json) {
    const { queries, mean, perQuery } = evaluation;
    const values = [...perQuery].map(([measure, all]) => [
      measure,
      Object.fromEntries(queries.map((query, i) => [query, all[i]])),
    ]);
    await print(
      context.stdout,
      `${JSON.stringify({ all: Object.fromEntries(mean), ...(options.perQuery && { perQuery: Object.fromEntries(values) }) })}\n`,
    );
    return;
  }
  const lines = trecEvalLines(evaluation, { perQuery: options.perQuery, summary: options.summary });
  await print(context.stdout, lines.map((line) => `${line}\n`).join(''));
}
