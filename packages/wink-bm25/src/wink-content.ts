import type { WinkConfig, WinkEngine } from './wink-engine.js';

/** What an engine was given, which it forgets when it consolidates. */
export interface WinkContent {
  readonly config: WinkConfig;
  readonly documents: ReadonlyMap<string, ContentDocument>;
  /** In the order of their numbers, from 0. */
  readonly terms: ReadonlyMap<string, ContentTerm>;
}

export interface ContentDocument {
  readonly terms: ReadonlyMap<string, number>;
  readonly length: number;
  readonly fieldValues: Readonly<Record<string, unknown>>;
}

export interface ContentTerm {
  /** wink's own number of the term. */
  readonly number: number;
  readonly documentFrequency: number;
  readonly collectionFrequency: number;
}

/** Copies the content out of an engine that is not consolidated yet. */
export function contentOf(engine: WinkEngine): WinkContent {
  const names: string[] = [];
  for (const [term, number] of Object.entries(engine.getTokens())) names[number] = term;
  const documentFrequencies = new Float64Array(names.length);
  const collectionFrequencies = new Float64Array(names.length);
  const documents = new Map<string, ContentDocument>();
  for (const [id, { freq, length, fieldValues }] of Object.entries(engine.getDocs())) {
    const terms = new Map<string, number>();
    for (const [key, frequency] of Object.entries(freq)) {
      const number = Number(key);
      terms.set(names[number]!, frequency);
      documentFrequencies[number]!++;
      collectionFrequencies[number]! += frequency;
    }
    documents.set(id, { terms, length, fieldValues });
  }
  const terms = new Map(
    names.map((name, number) => [
      name,
      {
        number,
        documentFrequency: documentFrequencies[number]!,
        collectionFrequency: collectionFrequencies[number]!,
      },
    ]),
  );
  return { config: engine.getConfig(), documents, terms };
}
