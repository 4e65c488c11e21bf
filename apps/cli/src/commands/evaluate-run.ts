import { readQrels, readRun, readRunRows, type Source } from '@reprise/datasets';
import { evaluate, parseMeasure, trecEvalLines } from '@reprise/eval';
import { type CommandContext, checkSources, print, rereadable, sourceOf } from '../io.js';

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

/** The groups of measures with which trec_eval prints the name of the run. */
const groups: readonly string[] = ['official', 'all_trec'];

/** Evaluates a run with trec_eval's words and output. */
export async function evaluateRun(options: EvalArguments, context: CommandContext): Promise<void> {
  const { signal } = context;
  checkSources(options.qrels, options.run);
  const measures = options.measures.length > 0 ? options.measures : ['official'];
  // Before the files are read: a misspelt name should not wait for them.
  measures.forEach(parseMeasure);
  const qrels = await readQrels(sourceOf(options.qrels, context), { signal });
  const source = await rereadable(options.run, context);
  const run = await readRun(source, { signal });
  const evaluation = evaluate(qrels, run, {
    measures,
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
  const runId = measures.some((measure) => groups.includes(measure)) ? await tagOf(source) : undefined;
  const lines = trecEvalLines(evaluation, {
    perQuery: options.perQuery,
    summary: options.summary,
    ...(runId !== undefined && { runId }),
  });
  await print(context.stdout, lines.map((line) => `${line}\n`).join(''));
}

/** The run's name in its first row. */
async function tagOf(source: Source): Promise<string | undefined> {
  for await (const { tag } of readRunRows(source)) return tag;
  return undefined;
}
