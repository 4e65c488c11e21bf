import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { CollectionStatistics, FeedbackStrategy, Hit } from '@reprise/spec';
import type { TermsFeedback } from './feedback.test-support.js';
import type { DfrExpansionOptions } from './index.js';

const shared = resolve(
  process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../shared/', import.meta.url)),
);
export const available: boolean = existsSync(join(shared, 'golden/terrier/toy.json.gz'));
export const note: string = available ? '' : ' (skipped: no shared collections)';

export type Make = (options: DfrExpansionOptions) => FeedbackStrategy<'terms', 'terms', 'terms'>;
export type Weights = readonly (readonly [term: number | string, weight: number])[];

export interface Golden {
  /** Documents, those without a term included. */
  readonly N: number;
  readonly tokens: number;
  readonly avgdl: number;
  /** Of the toy collection alone: its words, by which it names the terms of its queries. */
  readonly terms?: readonly string[];
  /** df and F of each term. */
  readonly termStats: readonly (readonly [number, number])[];
  /** Terrier's own number of each term. */
  readonly termIds: readonly number[];
  /** All of the toy collection, of the others those that a first pass found. */
  readonly docs: Readonly<
    Record<string, { readonly len: number; readonly tf: readonly (readonly [number, number])[] }>
  >;
  readonly queries: readonly GoldenQuery[];
  /** Of the toy collection alone. */
  readonly runs?: Readonly<Record<string, Readonly<Record<string, readonly (readonly [string, number])[]>>>>;
}

export interface GoldenQuery {
  readonly qid: string;
  /** Weights are divided by the largest. Absent where no term is known. */
  readonly terms?: Weights;
  /** Document, its length, its score. */
  readonly first_pass: readonly (readonly [string, number, number])[];
  readonly expanded: Readonly<Record<string, Weights>>;
}

const text = (file: string): string =>
  gunzipSync(readFileSync(join(shared, 'golden/terrier', file))).toString();

export const read = (file: string): Golden => JSON.parse(text(file));

/** Query id → hits, scores to six decimals. */
export function readRun(file: string): ReadonlyMap<string, readonly Hit[]> {
  const run = new Map<string, Hit[]>();
  for (const line of text(file).trim().split('\n')) {
    const [query = '', , id = '', , score] = line.split(' ');
    run.set(query, [...(run.get(query) ?? []), { id, score: Number(score) }]);
  }
  return run;
}

/** Terms are named by Terrier's numbers, so that ties fall as they do there. */
export function named({ terms = [], termIds }: Golden): (term: number | string) => string {
  const positions = new Map(terms.map((word, i) => [word, i]));
  return (term) => {
    const id = termIds[typeof term === 'number' ? term : (positions.get(term) ?? -1)];
    return id === undefined ? String(term) : String(id).padStart(6, '0');
  };
}

export function goldenStatistics(golden: Golden): CollectionStatistics {
  const name = named(golden);
  const known = new Map(golden.termStats.map((counts, i) => [name(i), counts]));
  return {
    documents: golden.N,
    tokens: golden.tokens,
    documentFrequency: (term) => known.get(term)?.[0] ?? 0,
    collectionFrequency: (term) => known.get(term)?.[1] ?? 0,
  };
}

/** A document's terms. */
export function goldenTerms(golden: Golden, id: string): ReadonlyMap<string, number> {
  const name = named(golden);
  return new Map(golden.docs[id]!.tf.map(([term, tf]) => [name(term), tf]));
}

/** What a strategy learns from the first `documents` of Terrier's own first pass. */
export function goldenFeedback(
  golden: Golden,
  { qid, terms = [], first_pass }: GoldenQuery,
  documents: number,
): TermsFeedback {
  const name = named(golden);
  return {
    query: { id: qid, terms: new Map(terms.map(([term, weight]) => [name(term), weight])) },
    positive: first_pass.slice(0, documents).map(([id, , score], i) => ({
      id,
      rank: i + 1,
      score,
      terms: goldenTerms(golden, id),
    })),
    negative: [],
  };
}

/**
 * The terms whose weights are not Terrier's, both divided by their maximum. Terms that no document holds are left
 * out: from Terrier's RM3 they vanish.
 */
export function differences(
  expanded: Weights,
  name: (term: number | string) => string,
  ours: ReadonlyMap<string, number>,
  { documentFrequency }: CollectionStatistics,
): readonly { readonly term: string; readonly theirs: number; readonly ours: number }[] {
  const theirs = new Map(expanded.map(([term, weight]) => [name(term), weight]));
  const largest = Math.max(...theirs.values());
  return [...new Set([...theirs.keys(), ...ours.keys()])]
    .filter((term) => theirs.has(term) || documentFrequency(term) > 0)
    .map((term) => ({ term, theirs: theirs.get(term) ?? 0, ours: (ours.get(term) ?? 0) * largest }))
    .filter((weights) => Math.abs(weights.theirs - weights.ours) > 1e-6 * weights.theirs);
}
