import { stat } from 'node:fs/promises';
import { type DocumentFormat, readDocuments, type TextDocument } from '@reprise/datasets';
import { buildSparse } from '@reprise/sparse';
import { RepriseError } from '@reprise/spec';
import { analyzer as analyzerByName } from '@reprise/text';
import { type EncodedKind, encodedKinds, entryFor, partOf, readCatalogue } from '../indexes/catalogue.js';
import { encodeDocuments } from '../indexes/encode-documents.js';
import { buildEncoded, encoderName, usualEncoder } from '../indexes/encoded.js';
import { addFeatures, hasFeatures } from '../indexes/feature-store.js';
import { addEncoded, dropEncoded, enterEncoded, openDocumentModel } from '../indexes/indexes.js';
import { sameDocuments } from '../indexes/same-documents.js';
import { currentFile, openIndex, sparseFolder } from '../indexes/text-index.js';
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
  /** The model of `vector`, `impact` or `tokens`. */
  readonly encoder?: string;
  readonly replace: boolean;
  readonly json: boolean;
}

const parts = ['text', 'terms', ...Object.values(partOf), 'features'];

export async function indexDocuments(given: IndexArguments, context: CommandContext): Promise<void> {
  const unknown = given.with.find((part) => !parts.includes(part));
  if (unknown !== undefined) throw new UsageError(`--with ${unknown}: an index can hold ${parts.join(', ')}`);
  const options = await withAnIndex(given);
  const kind = encodedKind(options);
  const features = options.with.includes('features');
  const { signal, progress } = context;
  const start = performance.now();
  const run = { signal, onProgress: progress.report };
  const read = () => readDocuments(sourceOf(options.input, context), { ...run, format: options.format });

  if (!options.with.includes('terms')) {
    if ((kind === undefined && !features) || options.with.includes('text'))
      throw new UsageError('--with text stores nothing without terms: add terms, or leave text out');
    if (kind !== undefined && features) {
      throw new UsageError(
        `--with ${partOf[kind]},features without terms: give one now, and add the other with a second command`,
      );
    }
    const index = await openIndex(options.index, signal);
    await index.close();
    const same = sameDocuments(read(), index, options);
    if (kind === undefined) {
      if (hasFeatures(options.index) && !options.replace)
        throw alreadyThere(options, 'features of its documents');
      await addFeatures(options.index, same, run);
      progress.end();
      await tell({ index: options.index, documents: index.size, features: true }, start, options, context);
      return;
    }
    const entries = await readCatalogue(options.index);
    const entry = entryFor(entries, kind, encoderName(options.encoder ?? usualEncoder(kind)));
    if (entries.includes(entry) && !options.replace)
      throw alreadyThere(options, `what ${entry.encoder} made of its documents`);
    const count = await addEncoded(options.index, entry, same, run);
    progress.end();
    await tell({ index: options.index, documents: count, encoder: entry.encoder }, start, options, context);
    return;
  }

  const analyzer = await analyzerByName(options.analyzer);
  await checkPlace(options);
  await readCatalogue(options.index);
  const chosen = kind && entryFor([], kind, encoderName(options.encoder ?? usualEncoder(kind)));
  const model = chosen && (await openDocumentModel(options.index, chosen));
  try {
    // Kept for what else is made of them: the input may be a pipe, which is read once.
    const kept: TextDocument[] = [];
    const index = await buildSparse(model || features ? keeping(read(), kept) : read(), {
      ...run,
      analyzer,
      text: options.with.includes('text'),
    }).catch(duplicateOf(options.input));
    const counted = { ...run, total: kept.length };
    const encoded = model && (await buildEncoded(model, encodeDocuments(kept, model, counted), run));
    progress.end();
    // What was encoded of the old documents goes first: it must never stand beside the new ones.
    await dropEncoded(options.index);
    await index.save(sparseFolder(options.index), { replace: options.replace, signal });
    if (chosen && encoded) await enterEncoded(options.index, chosen, encoded, run);
    if (features) await addFeatures(options.index, kept, run);
    progress.end();
    const { size, statistics } = index;
    const { documents: indexed, tokens } = statistics;
    await tell(
      {
        ...{ index: options.index, documents: size, indexed, tokens },
        ...(chosen && { encoder: chosen.encoder }),
        ...(features && { features: true as const }),
      },
      start,
      options,
      context,
    );
  } finally {
    await model?.close();
  }
}

/** What is added to an index makes it too where there is none yet: vectors alone could not be searched for their texts. */
async function withAnIndex(options: IndexArguments): Promise<IndexArguments> {
  const adds = !options.with.includes('terms') && !options.with.includes('text');
  if (!adds || options.with.length === 0) return options;
  const found = await openIndex(options.index).catch((error) => {
    if (RepriseError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  await found?.close();
  return found === undefined ? { ...options, with: ['text', 'terms', ...options.with] } : options;
}

const alreadyThere = ({ index }: IndexArguments, what: string): RepriseError =>
  new RepriseError('ALREADY_EXISTS', `${index} already holds ${what}: give --replace to make it again`, {
    details: { path: index },
  });

async function* keeping(
  documents: AsyncIterable<TextDocument>,
  kept: TextDocument[],
): AsyncGenerator<TextDocument> {
  for await (const document of documents) {
    kept.push(document);
    yield document;
  }
}

function encodedKind({ with: parts, encoder }: IndexArguments): EncodedKind | undefined {
  const [kind, another] = encodedKinds.filter((one) => parts.includes(partOf[one]));
  if (kind !== undefined && another !== undefined) {
    throw new UsageError(
      `--with ${partOf[kind]} and --with ${partOf[another]} need a model each: give one now, and add the other with a second command`,
    );
  }
  if (encoder !== undefined && kind === undefined)
    throw new UsageError(
      `--encoder makes nothing without --with ${Object.values(partOf).join(' or --with ')}`,
    );
  return kind;
}

interface Figures {
  readonly index: string;
  readonly documents: number;
  readonly indexed?: number;
  readonly tokens?: number;
  readonly encoder?: string;
  /** Whether features were made. */
  readonly features?: true;
}

async function tell(
  figures: Figures,
  start: number,
  { json }: IndexArguments,
  { stdout, progress }: CommandContext,
): Promise<void> {
  const seconds = (performance.now() - start) / 1000;
  if (json) await print(stdout, `${JSON.stringify({ ...figures, seconds })}\n`);
  progress.tell(summary(figures, seconds));
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

function summary({ index, documents, indexed, tokens, encoder, features }: Figures, seconds: number): string {
  const empty = documents - (indexed ?? documents);
  const without = empty === 0 ? '' : ` (${empty} of them without any term)`;
  const terms = tokens === undefined ? '' : `, ${tokens.toLocaleString('en')} tokens`;
  const encoded = encoder === undefined ? '' : `, encoded by ${encoder}`;
  return (
    `indexed ${documents.toLocaleString('en')} documents${without}${terms}${encoded}${features ? ', with features' : ''} ` +
    `in ${seconds.toFixed(1)} s\nsearch them: reprise search --index ${shellWord(index)} --query "what you look for"`
  );
}
