import { basename } from 'node:path';
import { RepriseError } from '@reprise/spec';
import { type EncodedKind, type Entry, readCatalogue } from '../indexes/catalogue.js';
import { partsOf, usualEncoder } from '../indexes/encoded.js';
import { hasFeatures } from '../indexes/feature-store.js';
import { type Indexes, type Need, openIndexes } from '../indexes/indexes.js';
import type { LanguageModelNeed } from '../indexes/language-model.js';
import { openIndex } from '../indexes/text-index.js';

/** What an encoder made of the documents, by a name that names no path. */
export interface NamedEntry {
  readonly name: string;
  readonly entry: Entry;
}

/** All that an index holds and that can be opened here, for pipelines that are not known yet. */
export interface Parts {
  /** Knows encoders by their names of `encoders`, and no models. */
  readonly indexes: Indexes;
  /** The one that a pipeline means: by its name, the only one of its kind, or the usual one. */
  readonly encoderOf: (kind: EncodedKind, name?: string) => Entry;
  readonly encoders: readonly NamedEntry[];
  readonly hasTexts: boolean;
  /** What answers at query time, by a name that names no path. */
  readonly languageModel?: { readonly name: string; readonly need: LanguageModelNeed };
  /** Of each part that could not be opened, what it was and why. */
  readonly leftOut: readonly string[];
}

/** Opens an index with everything in it. A part whose model is not there is left out. */
export async function openParts(
  directory: string,
  languageModel: LanguageModelNeed | undefined,
  signal: AbortSignal,
): Promise<Parts> {
  const index = await openIndex(directory, signal);
  const hasTexts = index.kinds.includes('text');
  await index.close();
  const usable: Entry[] = [];
  const leftOut: string[] = [];
  const needs = (entries: readonly Entry[]) => ({
    encoded: entries.map(({ kind, encoder }): Need => ({ kind, encoder })),
    models: [],
    languageModels: languageModel === undefined ? [] : [languageModel],
    texts: hasTexts,
    features: hasFeatures(directory),
  });
  const entries = await readCatalogue(directory);
  let indexes = await openIndexes(directory, needs(entries), signal).catch(() => undefined);
  if (indexes === undefined) {
    // One of them has no model here: which, shows when each is opened alone.
    for (const entry of entries) {
      try {
        const one = await openIndexes(directory, needs([entry]), signal);
        await one.close();
        usable.push(entry);
      } catch (error) {
        if (signal.aborted) throw error;
        leftOut.push(`${entry.kind} of ${entry.encoder}: ${error instanceof Error ? error.message : error}`);
      }
    }
    indexes = await openIndexes(directory, needs(usable), signal);
  } else usable.push(...entries);
  const encoders = named(usable);
  return {
    ...byName(indexes, encoders),
    encoders,
    hasTexts,
    leftOut,
    ...(languageModel !== undefined && {
      languageModel: {
        name: 'file' in languageModel ? basename(languageModel.file) : languageModel.llm,
        need: languageModel,
      },
    }),
  };
}

function named(entries: readonly Entry[]): readonly NamedEntry[] {
  const taken = new Set<string>();
  return entries.map((entry) => {
    const { folder, form } = partsOf(entry.encoder);
    const wanted = `${basename(folder)}${form === undefined ? '' : `.${form}`}`;
    let name = wanted;
    for (let n = 2; taken.has(`${entry.kind} ${name}`); n++) name = `${wanted}-${n}`;
    taken.add(`${entry.kind} ${name}`);
    return { name, entry };
  });
}

function byName(indexes: Indexes, encoders: readonly NamedEntry[]): Pick<Parts, 'indexes' | 'encoderOf'> {
  const encoderOf = (kind: EncodedKind, encoder?: string): Entry => {
    const all = encoders.filter(({ entry }) => entry.kind === kind);
    const [only] = all;
    const wanted = encoder ?? (all.length === 1 ? only?.name : usualName(kind));
    const found = all.find(({ name }) => name === wanted);
    if (found !== undefined) return found.entry;
    throw new RepriseError(
      'INVALID_OPTION',
      `say which encoder: encoder= takes one of ${all.map(({ name }) => `"${name}"`).join(', ')}`,
    );
  };
  const encoded: Indexes['encoded'] = ({ kind, encoder }) =>
    indexes.encoded({ kind, encoder: encoderOf(kind, encoder).encoder });
  return { indexes: { ...indexes, encoded }, encoderOf };
}

const usualName = (kind: EncodedKind): string | undefined =>
  kind === 'impact' ? undefined : usualEncoder(kind);
