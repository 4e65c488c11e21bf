import { stat } from 'node:fs/promises';
import { type DocumentFormat, readDocuments } from '@reprise/datasets';
import { buildSparse, type SparseIndex } from '@reprise/sparse';
import { RepriseError } from '@reprise/spec';
import { analyzer as analyzerByName } from '@reprise/text';
import { currentFile, openIndex, sparseFolder } from '../index-folder.js';
import { type CommandContext, print, sourceOf } from '../io.js';
import { readable } from '../readable.js';
import { shellWord } from '../shell-word.js';
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
  await checkPlace(options);

  const { signal, progress } = context;
  const start = performance.now();
  const run = { signal, onProgress: progress.report };
  const documents = readDocuments(sourceOf(options.input, context), { ...run, format: options.format });
  const index = await buildSparse(documents, { ...run, analyzer, text: options.with.includes('text') }).catch(
    duplicateOf(options.input),
  );
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
  progress.tell(summary(index, options.index, seconds));
}

/** Says so before the work, not after it, where the index cannot go. A damaged one is not lost unasked. */
async function checkPlace({ index: directory, replace }: IndexArguments): Promise<void> {
  const details = { path: directory };
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory() === false) {
    throw new RepriseError(
      'ALREADY_EXISTS',
      `${directory} is a file: give the path of a folder, new or empty`,
      { details },
    );
  }
  try {
    await (await openIndex(directory)).close();
  } catch (error) {
    if (!RepriseError.isInstance(error)) throw error;
    if (error.code === 'NOT_FOUND') return;
    if (replace && error.code === 'CORRUPT_FILE' && error.details.path === currentFile(directory)) {
      throw new RepriseError(
        'CORRUPT_FILE',
        `${error.details.path} is damaged, so that nobody can tell what would be replaced: ` +
          `delete ${directory} and index again`,
        { details: error.details, cause: error },
      );
    }
  }
  if (replace) return;
  throw new RepriseError(
    'ALREADY_EXISTS',
    `${directory} already holds an index: give --replace to put the new one in its place, or another folder`,
    { details },
  );
}

/** A document that comes twice, told with the input it comes from; any other error as it is. */
function duplicateOf(input: string): (error: unknown) => never {
  return (error) => {
    if (!RepriseError.isInstance(error) || error.code !== 'DUPLICATE_ID') throw error;
    const id = readable(JSON.stringify(error.details.value), 80);
    throw new RepriseError('DUPLICATE_ID', `${input} has the document ${id} twice: give each id once`, {
      details: { ...error.details, path: input },
      cause: error,
    });
  };
}

function summary({ size, statistics }: SparseIndex, directory: string, seconds: number): string {
  const empty = size - statistics.documents;
  const without = empty === 0 ? '' : ` (${empty} of them without any term)`;
  return (
    `indexed ${size.toLocaleString('en')} documents${without}, ${statistics.tokens.toLocaleString('en')} tokens ` +
    `in ${seconds.toFixed(1)} s\nsearch them: reprise search --index ${shellWord(directory)} --query "what you look for"`
  );
}
