import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TextDocument } from '@reprise/datasets';
import { cached } from '@reprise/encoders';
import type { LanguageModel } from '@reprise/llm';
import type { FeatureStore } from '@reprise/prf-prompt';
import type { SparseIndex } from '@reprise/sparse';
import type { RunOptions } from '@reprise/spec';
import type { Analyzer } from '@reprise/text';
import { shellWord } from '../shell-word.js';
import { UsageError } from '../usage-error.js';
import {
  type EncodedKind,
  type Entry,
  entryFor,
  partOf,
  readCatalogue,
  writeCatalogue,
} from './catalogue.js';
import { encodeDocuments } from './encode-documents.js';
import {
  buildEncoded,
  closeEncoded,
  type EncodedEncoder,
  type EncodedIndex,
  encoderName,
  openEncoded,
  openModel,
  usualEncoder,
} from './encoded.js';
import { addFeatures, dropFeatures, hasFeatures, openFeatureStore } from './feature-store.js';
import {
  type LanguageModelNeed,
  languageModelKey,
  type OpenLanguageModel,
  openLanguageModel,
} from './language-model.js';
import {
  type CrossEncoder,
  type ModelNeed,
  modelKey,
  openFeedbackModel,
  type TrainedEncoder,
} from './models.js';
import { rememberQueries } from './remember-queries.js';
import { analyzerOf, openIndex } from './text-index.js';

/** An index of encoded documents and the model that makes queries for it. */
export interface Encoded {
  readonly index: EncodedIndex;
  readonly encoder: EncodedEncoder;
}

/** What a pipeline searches in beside the inverted index: vectors or impacts of a model. */
export interface Need {
  readonly kind: EncodedKind;
  /** As the pipeline says it; absent where it says none. */
  readonly encoder?: string;
}

/** All that the pipelines of one command need beside the inverted index. */
export interface Needs {
  readonly encoded: readonly Need[];
  readonly models: readonly ModelNeed[];
  readonly languageModels: readonly LanguageModelNeed[];
  /** Whether they read the texts of documents. */
  readonly texts: boolean;
  /** Whether they read features of documents. */
  readonly features: boolean;
}

/** Everything that the pipelines of one command search in. */
export interface Indexes {
  readonly text: { readonly index: SparseIndex; readonly encoder: Analyzer };
  /** What answers a need that was named when these were opened. */
  readonly encoded: (need: Need) => Encoded;
  readonly model: (need: ModelNeed) => CrossEncoder | TrainedEncoder;
  readonly languageModel: (need: LanguageModelNeed) => LanguageModel;
  /** Absent where nobody needs them. */
  readonly features?: FeatureStore;
  readonly close: () => Promise<void>;
}

/** Opens what the pipelines need of a folder; what is missing is named with the command that makes it. */
export async function openIndexes(
  directory: string,
  { encoded: needs, models: modelNeeds, languageModels: asked, texts, features: needsFeatures }: Needs,
  signal: AbortSignal,
): Promise<Indexes> {
  const index = await openIndex(directory, signal);
  const opened = new Map<string, Encoded>();
  const models = new Map<string, CrossEncoder | TrainedEncoder>();
  const languageModels = new Map<string, OpenLanguageModel>();
  let features: FeatureStore | undefined;
  const close = async (): Promise<void> => {
    await index.close();
    await features?.close();
    for (const model of models.values()) await model.close();
    for (const model of languageModels.values()) await model.close?.();
    for (const one of opened.values()) {
      await closeEncoded(one.index);
      await one.encoder.close();
    }
  };
  try {
    if (texts && !index.kinds.includes('text')) {
      throw missing(directory, 'no texts of its documents', 'text,terms --replace');
    }
    if (needsFeatures) {
      features = await openFeatureStore(directory, signal);
      if (features === undefined) throw missing(directory, 'no features of its documents', 'features');
    }
    const entries = needs.length === 0 ? [] : await readCatalogue(directory);
    const found = needs.map((need) => entryOf(entries, need, directory));
    for (const entry of found) {
      if (opened.has(entry.folder)) continue;
      const encoded = await openEncoded(entry.kind, join(directory, entry.folder), signal);
      const encoder = await openModel(entry.kind, entry.encoder).catch(async (error) => {
        await closeEncoded(encoded);
        throw error;
      });
      opened.set(entry.folder, { index: encoded, encoder: rememberQueries(encoder) });
    }
    for (const need of modelNeeds) {
      const key = modelKey(need);
      if (!models.has(key)) models.set(key, await openFeedbackModel(need));
    }
    for (const need of asked) languageModels.set(languageModelKey(need), await openLanguageModel(need));
    return {
      text: { index, encoder: await analyzerOf(index) },
      encoded: (need) => opened.get(entryOf(entries, need, directory).folder) as Encoded,
      model: (need) => models.get(modelKey(need)) as CrossEncoder | TrainedEncoder,
      languageModel: (need) => languageModels.get(languageModelKey(need)) as LanguageModel,
      ...(features !== undefined && { features }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const missing = (directory: string, what: string, parts: string): UsageError =>
  new UsageError(
    `the index in ${directory} holds ${what}: reprise index --input FOLDER --index ${shellWord(directory)} --with ${parts}`,
  );

function entryOf(entries: readonly Entry[], { kind, encoder }: Need, directory: string): Entry {
  const all = entries.filter((entry) => entry.kind === kind);
  const [only] = all;
  if (encoder === undefined && all.length === 1) return only as Entry;
  const wanted = encoderName(encoder ?? usualEncoder(kind));
  const found = all.find((entry) => entry.encoder === wanted);
  if (found !== undefined) return found;
  const made = all.length === 0 ? '' : ` (it has those of ${all.map((entry) => entry.encoder).join(', ')})`;
  throw new UsageError(
    `the index in ${directory} holds no ${kind} documents of ${wanted}${made}: ` +
      `reprise index --input FOLDER --index ${shellWord(directory)} --with ${partOf[kind]} --encoder ${shellWord(wanted)}`,
  );
}

/** Makes what the needs lack from the documents, read anew for each, and enters it in the folder's catalogue. */
export async function makeMissing(
  directory: string,
  { encoded: needs, features }: Needs,
  documents: () => AsyncIterable<TextDocument>,
  run: RunOptions & { readonly signal: AbortSignal },
): Promise<void> {
  for (const { kind, encoder } of needs) {
    const entries = await readCatalogue(directory);
    const sameKind = entries.filter((entry) => entry.kind === kind);
    if (encoder === undefined && sameKind.length === 1) continue;
    const entry = entryFor(entries, kind, encoderName(encoder ?? usualEncoder(kind)));
    if (entries.includes(entry)) continue;
    await addEncoded(directory, entry, documents(), run);
  }
  if (features && !hasFeatures(directory)) await addFeatures(directory, documents(), run);
}

/** Where what was encoded is kept until all of it is saved. */
const keptFolder = (directory: string): string => join(directory, 'encoding');

/**
 * The model that encodes documents for a folder. It keeps what it makes there as it goes, so that the same command goes on
 * where it was ended in the middle; `enterEncoded` takes that away.
 */
export async function openDocumentModel(
  directory: string,
  { kind, encoder }: Entry,
): Promise<EncodedEncoder> {
  const model = await openModel(kind, encoder);
  try {
    return (await cached(model, keptFolder(directory))) as unknown as EncodedEncoder;
  } catch (error) {
    await model.close();
    throw error;
  }
}

/** Encodes documents into an index of their own and enters it in the catalogue, last. */
export async function addEncoded(
  directory: string,
  entry: Entry,
  documents: AsyncIterable<TextDocument>,
  run: RunOptions & { readonly signal: AbortSignal },
): Promise<number> {
  const model = await openDocumentModel(directory, entry);
  try {
    const index = await buildEncoded(model, encodeDocuments(documents, model, run), run);
    await enterEncoded(directory, entry, index, run);
    return index.size;
  } finally {
    await model.close();
  }
}

/** Takes away all that was made of a folder's documents: from the catalogue first, so that nobody finds half of it. */
export async function dropEncoded(directory: string): Promise<void> {
  await dropFeatures(directory);
  const entries = await readCatalogue(directory);
  if (entries.length === 0) return;
  await writeCatalogue(directory, []);
  for (const { folder } of entries) await rm(join(directory, folder), { recursive: true, force: true });
}

/** Saves an index whose documents were all encoded, and enters it in the catalogue: nothing is left to go on with. */
export async function enterEncoded(
  directory: string,
  entry: Entry,
  index: EncodedIndex,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  await index.save(join(directory, entry.folder), { replace: true, signal });
  const entries = await readCatalogue(directory);
  await writeCatalogue(directory, [...entries.filter(({ folder }) => folder !== entry.folder), entry]);
  await rm(keptFolder(directory), { recursive: true, force: true });
}
