import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type Collection, openCollection, readQrels, readQueries, writeText } from '@reprise/datasets';
import {
  type ExperimentResult,
  experiment,
  parseMeasure,
  toHtml,
  toJson,
  toLatex,
  toMarkdown,
  toText,
} from '@reprise/eval';
import { buildSparse, openSparse } from '@reprise/sparse';
import { type Qrels, type Query, RepriseError } from '@reprise/spec';
import { english } from '@reprise/text';
import { cacheFolder } from '../cache-folder.js';
import { type Indexes, makeMissing, type Needs, openIndexes } from '../indexes/indexes.js';
import { sameDocuments } from '../indexes/same-documents.js';
import { analyzerOf, sparseFolder } from '../indexes/text-index.js';
import { type CommandContext, checkSources, sourceOf, targetOf } from '../io.js';
import { compilePipeline } from '../pipeline/compile-pipeline.js';
import { needsOf, type PipelinePlan, planPipeline } from '../pipeline/plan-pipeline.js';
import { UsageError } from '../usage-error.js';
import { version } from '../version.js';

export interface ExperimentArguments {
  readonly collection?: string;
  readonly split: string;
  readonly index?: string;
  readonly topics?: string;
  readonly qrels?: string;
  readonly pipelines: readonly string[];
  readonly measures: readonly string[];
  readonly baseline?: string;
  readonly test: 't' | 'randomization' | 'wilcoxon';
  readonly compare: 'baseline' | 'all';
  readonly correction: 'holm' | 'bonferroni' | 'benjamini-hochberg' | 'none';
  readonly risk: readonly number[];
  readonly output?: string;
  readonly format: 'text' | 'json' | 'markdown' | 'latex' | 'html';
}

type Writer = (
  result: ExperimentResult,
  options: { readonly queries: readonly Query[]; readonly about: ReadonlyMap<string, string> },
) => string | Promise<string>;

const writers: Readonly<Record<ExperimentArguments['format'], Writer>> = {
  text: toText,
  json: toJson,
  markdown: toMarkdown,
  latex: toLatex,
  html: toHtml,
};

/** Compares pipelines on the judged queries of a collection and prints the table. */
export async function runExperiment(options: ExperimentArguments, context: CommandContext): Promise<void> {
  const plans = options.pipelines.map((text) => {
    const [, name, expression] = /^([^=()>"]+)=([\s\S]+)$/.exec(text) ?? [];
    const pipeline = (expression ?? text).trim();
    return { name: (name ?? text).trim(), pipeline, plan: planPipeline(pipeline) };
  });
  const { signal, progress } = context;
  // Before any work: a misspelt name should not wait for an index to be made.
  options.measures.forEach(parseMeasure);
  const target = await targetOf(options.output, context);
  const { indexes, queries, qrels } = await material(
    options,
    plans.map(({ plan }) => plan),
    context,
  );
  try {
    const result = await experiment({
      systems: plans.map(({ name, plan }) => ({ name, pipeline: compilePipeline(plan, indexes) })),
      queries,
      qrels,
      measures: options.measures,
      ...(options.baseline !== undefined && { baseline: options.baseline }),
      test: options.test,
      compare: options.compare,
      correction: options.correction,
      risk: options.risk,
      signal,
      onProgress: progress.report,
    });
    progress.end();
    const about = aboutRun(options, plans);
    await writeText(target, [await writers[options.format](result, { queries, about })]);
  } finally {
    await indexes.close();
  }
}

/** What the result does not know. Of paths only the last part: a report is handed on, and a home folder is nobody's business. */
function aboutRun(
  { collection, split, index, topics, qrels }: ExperimentArguments,
  plans: readonly { readonly name: string; readonly pipeline: string }[],
): ReadonlyMap<string, string> {
  return new Map([
    ...plans
      .filter(({ name, pipeline }) => name !== pipeline)
      .map(({ name, pipeline }): [string, string] => [name, pipeline]),
    ...Object.entries(
      collection !== undefined
        ? { Collection: `${basename(resolve(collection))}, ${split}` }
        : { Index: basename(index ?? ''), Topics: basename(topics ?? ''), Judgements: basename(qrels ?? '') },
    ),
    ['Versions', `reprise ${version}, node ${process.version}`],
  ]);
}

interface Material {
  readonly indexes: Indexes;
  readonly queries: readonly Query<'text'>[];
  readonly qrels: Qrels;
}

async function material(
  options: ExperimentArguments,
  plans: readonly PipelinePlan[],
  context: CommandContext,
): Promise<Material> {
  const { collection: folder, index: directory, topics, qrels } = options;
  const { signal } = context;
  const needs = needsOf(plans);
  if (folder !== undefined) {
    if (topics !== undefined || qrels !== undefined) {
      throw new UsageError(
        '--collection brings its own queries and judgements: leave out --topics and --qrels',
      );
    }
    const collection = await openCollection(folder);
    const place = directory ?? cacheFolder(await stateOf(folder));
    await makeIndexes(collection, { folder, place, needs }, context);
    return {
      queries: await collection.queries(options.split, { signal }),
      qrels: await collection.qrels(options.split, { signal }),
      indexes: await openIndexes(place, needs, signal),
    };
  }
  if (directory === undefined || topics === undefined || qrels === undefined) {
    throw new UsageError(
      'give either --collection DIR, or all of --index DIR, --topics FILE and --qrels FILE',
    );
  }
  checkSources(topics, qrels);
  return {
    queries: await readQueries(sourceOf(topics, context), { signal }),
    qrels: await readQrels(sourceOf(qrels, context), { signal }),
    indexes: await openIndexes(directory, needs, signal),
  };
}

/** Makes what the pipelines search in and the folder does not hold yet. */
async function makeIndexes(
  collection: Collection,
  { folder, place, needs }: { readonly folder: string; readonly place: string; readonly needs: Needs },
  { signal, progress }: CommandContext,
): Promise<void> {
  const run = { signal, onProgress: progress.report };
  const old = await openSparse(sparseFolder(place), { signal }).catch((error) => {
    if (!RepriseError.isInstance(error) || error.code !== 'NOT_FOUND') throw error;
    return undefined;
  });
  await old?.close();
  if (old === undefined || (needs.texts && !old.kinds.includes('text'))) {
    const documents = collection.documents(run);
    // What was encoded stays: these are its documents, now with their texts.
    const index = await buildSparse(
      old ? sameDocuments(documents, old, { input: folder, index: place }) : documents,
      { ...run, analyzer: old ? await analyzerOf(old) : english(), text: needs.texts },
    );
    progress.end();
    await index.save(sparseFolder(place), { replace: old !== undefined, signal });
  }
  await makeMissing(place, needs, () => collection.documents({ signal }), run);
  progress.end();
}

/** A name for each state of each collection. */
async function stateOf(collection: string): Promise<string> {
  const path = await realpath(collection);
  const files = await Promise.all(
    ['corpus.jsonl', 'corpus.jsonl.gz'].map((name) => stat(join(path, name)).catch(() => undefined)),
  );
  const state = [path, ...files.map((file) => (file === undefined ? '' : `${file.size} ${file.mtimeMs}`))];
  return createHash('sha256').update(state.join('\n')).digest('hex').slice(0, 16);
}
