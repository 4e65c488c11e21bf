import { type DocumentFormat, readDocuments } from '@reprise/datasets';
import { buildSparse, type SparseIndex } from '@reprise/sparse';
import { RepriseError } from '@reprise/spec';
import { analyzer as analyzerByName } from '@reprise/text';
import { openIndex, sparseFolder } from '../index-folder.js';
import { type CommandContext, print, sourceOf } from '../io.js';
import { UsageError } from '../usage-error.js';

export interface IndexArguments {
  readonly input: string;
  readonly index: string;
  readonly format: 'auto' | DocumentFormat;
  readonly with: readonly string[];
  readonly analyzer: string;
  readonly replace: boolean;
  readonly json: boolean;
}

const parts = ['text', 'terms'];

export async function indexDocuments(options: IndexArguments, context: CommandContext): Promise<void> {
  const unknown = options.with.find((part) => !parts.includes(part));
  if (unknown !== undefined) throw new UsageError(`--with ${unknown}: an index can hold ${parts.join(', ')}`);
  const analyzer = await analyzerByName(options.analyzer);
  if (!options.replace) await refuseExisting(options.index);

  const { signal, progress } = context;
  const start = performance.now();
  const run = { signal, onProgress: progress.report };
  const documents = readDocuments(sourceOf(options.input, context), { ...run, format: options.format });
  const index = await buildSparse(documents, { ...run, analyzer, text: options.with.includes('text') });
  progress.end();
  await index.save(sparseFolder(options.index), { replace: options.replace, signal });

  const seconds = (performance.now() - start) / 1000;
  const { size, statistics } = index;
  if (options.json) {
    const { documents: indexed, tokens } = statistics;
    await print(
      context.stdout,
      `${JSON.stringify({ index: options.index, documents: size, indexed, tokens, seconds })}\n`,
    );
  }
  await print(context.stderr, summary(index, options.index, seconds));
}

/** Says so before the work, not after it. A damaged index counts as one: nothing is lost unasked. */
async function refuseExisting(directory: string): Promise<void> {
  try {
    await (await openIndex(directory)).close();
  } catch (error) {
    if (RepriseError.isInstance(error) && error.code === 'NOT_FOUND') return;
  }
  throw new RepriseError(
    'ALREADY_EXISTS',
    `${directory} already holds an index: give --replace to put the new one in its place, or another folder`,
    { details: { path: directory } },
  );
}

function summary({ size, statistics }: SparseIndex, directory: string, seconds: number): string {
  const empty = size - statistics.documents;
  const without = empty === 0 ? '' : ` (${empty} of them without any term)`;
  return (
    `indexed ${size.toLocaleString('en')} documents${without}, ${statistics.tokens.toLocaleString('en')} tokens ` +
    `in ${seconds.toFixed(1)} s\nsearch them: reprise search --index ${directory} --query "what you look for"\n`
  );
}
