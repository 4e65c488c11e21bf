/**
 * BM25F as wink-bm25-text-search 3.1.2 computes it, over one field of weight 1:
 *
 *     w(t, d) = round( idf(t) · f·(k1 + 1) / (k1·(1 − b + b·L/Lavg) + f) )      idf(t) = ln((N − n + ½)/(n + ½) + k)
 *     score(q, d) = Σ weight(t, q) · w(t, d)      over the terms of q that d holds, in the order of q
 *
 * N: documents, n: those with t, f: frequency of t in d, L: length of d; rounded to `precision` digits after the point.
 * Documents without a term count in N and Lavg. wink's own searches count a term as often as it is repeated, so they
 * cannot hold a weight of 0.3: here each term is searched alone and its scores are multiplied by its weight, which for
 * whole weights is the same. wink orders ties by insertion, integer-like ids first; here by id.
 */
import {
  type CollectionStatistics,
  checkKinds,
  compareHits,
  compareIds,
  type DocumentSource,
  type Has,
  type Hit,
  mapPaced,
  optionError,
  pacer,
  type Query,
  RepriseError,
  type Retriever,
  type RunOptions,
  type Scorer,
} from '@reprise/spec';
import { queryTerms } from './query-terms.js';
import type { ContentDocument, WinkContent } from './wink-content.js';
import type { WinkEngine } from './wink-engine.js';

type WinkKind = 'terms' | 'text';

/** What a term of a query adds to a document: `factor` times the document's weight of it. */
interface Factor {
  readonly term: string;
  readonly number: number;
  readonly factor: number;
}

/** Documents in memory, searched by wink, with the frequencies that feedback needs. Made by `buildWink` or `importWink`. */
export class WinkIndex implements Retriever<'terms'>, Scorer<'terms'>, DocumentSource<WinkKind> {
  readonly spec = 'v1';
  readonly name = 'wink';
  readonly reads = ['terms'] as const;
  readonly kinds: readonly WinkKind[];
  /** Number of documents, those without a term included. */
  readonly size: number;
  readonly statistics: CollectionStatistics;
  /** What `exportWink` writes. */
  readonly content: WinkContent;
  readonly #engine: WinkEngine;

  constructor(engine: WinkEngine, content: WinkContent) {
    const documents = [...content.documents.values()];
    const hasTexts = documents.every(({ fieldValues }) => typeof fieldValues.text === 'string');
    this.kinds = hasTexts ? ['terms', 'text'] : ['terms'];
    this.size = documents.length;
    this.statistics = Object.freeze({
      documents: documents.filter(({ terms }) => terms.size > 0).length,
      tokens: documents.reduce((sum, { length }) => sum + length, 0),
      documentFrequency: (term: string) => content.terms.get(term)?.documentFrequency ?? 0,
      collectionFrequency: (term: string) => content.terms.get(term)?.collectionFrequency ?? 0,
    });
    this.content = content;
    this.#engine = engine;
  }

  /**
   * A document matches if it holds at least one query term of a weight other than 0. For a query of
   * `weighting: 'query'` wink's weights are divided by their idf, so that they are as exact as their rounding lets
   * them be. Fails with `INVALID_INPUT` for scores that float32 cannot hold.
   */
  async search(
    batch: readonly Query<'terms'>[],
    k: number,
    { signal }: RunOptions = {},
  ): Promise<readonly (readonly Hit[])[]> {
    if (!Number.isInteger(k) || k < 1) throw optionError('k', k, 'a whole number of at least 1');
    return mapPaced(batch, signal, (query) => this.#best(query, k));
  }

  /** The scores that `search` gives, 0 for a document that does not match. */
  async score(
    batch: readonly { readonly query: Query<'terms'>; readonly ids: readonly string[] }[],
    { signal }: RunOptions = {},
  ): Promise<readonly Float32Array[]> {
    return mapPaced(batch, signal, ({ query, ids }) => this.#scores(query, ids));
  }

  /** Terms come with their frequencies, in the order of their UTF-8 bytes. */
  async fetch<K extends WinkKind>(
    ids: readonly string[],
    kinds: readonly K[],
    { signal }: RunOptions = {},
  ): Promise<ReadonlyMap<string, Has<K>>> {
    checkKinds(kinds, this.kinds, 'build it with texts');
    const pace = pacer(signal);
    const result = new Map<string, Has<K>>();
    for (const id of ids) {
      const { terms, fieldValues } = this.#document(id);
      const known: { terms?: ReadonlyMap<string, number>; text?: string } = {};
      for (const kind of kinds) {
        if (kind === 'terms') known.terms = new Map([...terms].sort(([a], [b]) => compareIds(a, b)));
        else known.text = fieldValues.text as string;
      }
      result.set(id, Object.freeze(known) as Has<K>);
      const pause = pace();
      if (pause) await pause;
    }
    return result;
  }

  #best(query: Query<'terms'>, k: number): readonly Hit[] {
    const sums = new Map<string, number>();
    for (const { term, factor } of this.#factors(query)) {
      for (const [id, weight] of this.#engine.search(term, this.size)) {
        sums.set(id, (sums.get(id) ?? 0) + factor * weight);
      }
    }
    return [...sums]
      .map(([id, sum]) => ({ id, score: finite(sum, query, id) }))
      .sort(compareHits)
      .slice(0, k);
  }

  #scores(query: Query<'terms'>, ids: readonly string[]): Float32Array {
    for (const id of ids) this.#document(id);
    const factors = this.#factors(query);
    const documents = this.#engine.getDocs();
    return Float32Array.from(ids, (id) => {
      const { freq } = documents[id]!;
      let sum = 0;
      for (const { number, factor } of factors) {
        const weight = freq[number];
        if (weight !== undefined) sum += factor * weight;
      }
      return finite(sum, query, id);
    });
  }

  #factors(query: Query<'terms'>): readonly Factor[] {
    const { weighting = 'collection' } = query;
    if (weighting !== 'collection' && weighting !== 'query') {
      throw new RepriseError(
        'INVALID_INPUT',
        `query ${JSON.stringify(query.id)} has the weighting ${String(weighting)}: give "collection" or "query", or leave it out`,
        { details: { value: weighting } },
      );
    }
    const factors: Factor[] = [];
    for (const [term, weight] of queryTerms(query)) {
      const number = this.content.terms.get(term)?.number;
      if (number === undefined || weight === 0) continue;
      const factor = weighting === 'query' ? weight / this.#idf(term, number) : weight;
      factors.push({ term, number, factor });
    }
    return factors;
  }

  #idf(term: string, number: number): number {
    const idf = this.#engine.getIDF()[number]!;
    if (idf !== 0) return idf;
    throw new RepriseError(
      'INVALID_INPUT',
      `the idf of ${JSON.stringify(term)} is 0, so wink cannot serve a final weight of it: build the index with k = 1`,
      { details: { value: term } },
    );
  }

  #document(id: string): ContentDocument {
    const document = this.content.documents.get(id);
    if (document !== undefined) return document;
    throw new RepriseError(
      'UNKNOWN_DOCUMENT',
      `the index holds no document ${JSON.stringify(id)}: ask for ids that it was built from`,
      { details: { value: id } },
    );
  }
}

function finite(sum: number, query: Query<'terms'>, id: string): number {
  const score = Math.fround(sum);
  if (Number.isFinite(score)) return score;
  throw new RepriseError(
    'INVALID_INPUT',
    `wink gives document ${JSON.stringify(id)} a score that is not finite for query ${JSON.stringify(query.id)}: ` +
      'give smaller term weights',
    { details: { id, value: query.id } },
  );
}
