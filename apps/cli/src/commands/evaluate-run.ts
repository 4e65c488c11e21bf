import { readQrels, readRun } from '@reprise/datasets';
import { evaluate, relevanceStrings, trecEvalLines, trecEvalWords } from '@reprise/eval';
import { type CommandContext, checkSources, print, sourceOf } from '../io.js';

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
  readonly trecEval: '9' | '10';
  /** `given`: by the ranks of the file. */
  readonly order: 'score' | 'given';
  readonly ignoreIdenticalIds: boolean;
  readonly json: boolean;
}

/** Evaluates a run with trec_eval's words and output. */
export async function evaluateRun(options: EvalArguments, context: CommandContext): Promise<void> {
  const { order, ignoreIdenticalIds, judgedOnly, level, perQuery, summary } = options;
  const { signal, progress } = context;
  checkSources(options.qrels, options.run);
  // Before the files are read: a misspelt name should not wait for them.
  const { measures, relevance, runId, ignored } = trecEvalWords(options.measures);
  for (const { word, for: first } of ignored)
    progress.tell(`warning: -m ${word} adds nothing to -m ${first}, as in trec_eval: write one list`);
  const qrels = await readQrels(sourceOf(options.qrels, context), { signal });
  let tag: string | undefined;
  const run = await readRun(sourceOf(options.run, context), {
    signal,
    order: order === 'given' ? 'rank' : 'score',
    // trec_eval takes the name in the last row for the name of the run.
    onRow: (row) => {
      tag = row.tag;
    },
  });
  const ranking = {
    ...(options.depth !== undefined && { depth: options.depth }),
    judgedOnly,
    order,
    ignoreIdenticalIds,
    version: options.trecEval === '9' ? ('9.0.8' as const) : ('10.0' as const),
  };
  const evaluation = evaluate(qrels, run, {
    ...ranking,
    // Where no measure is a number, something must still find the queries that both files have.
    measures: measures.length > 0 ? measures : ['num_q'],
    level,
    missing: options.complete ? 'zero' : 'skip',
  });
  const shown = measures.length > 0 ? evaluation : { ...evaluation, measures: [] };
  const strings =
    relevance && relevanceStrings(qrels, run, evaluation.queries, { ...ranking, length: relevance.length });
  if (options.json) {
    const numbers = shown.measures.map(({ name }) => [name, evaluation.perQuery.get(name)!] as const);
    const queries = (values: Iterable<unknown>): unknown => {
      const all = [...values];
      return Object.fromEntries(evaluation.queries.map((query, i) => [query, all[i]]));
    };
    const json = {
      all: Object.fromEntries(shown.measures.map(({ name }) => [name, evaluation.mean.get(name)])),
      ...(perQuery && {
        perQuery: Object.fromEntries([
          ...numbers.map(([name, values]) => [name, queries(values)]),
          ...(relevance && strings ? [[relevance.name, queries(strings.values())]] : []),
        ]),
      }),
    };
    await print(context.stdout, `${JSON.stringify(json)}\n`);
    return;
  }
  const lines = trecEvalLines(shown, {
    perQuery,
    summary,
    ...(runId && tag !== undefined && { runId: tag }),
    ...(relevance && strings && { relevance: { name: relevance.name, strings } }),
  });
  await print(context.stdout, lines.map((line) => `${line}\n`).join(''));
}
