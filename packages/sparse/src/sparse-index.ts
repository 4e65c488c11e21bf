import {
  type CollectionStatistics,
  checkKinds,
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
import { checkTerms } from './checks.js';
import { Matches } from './matches.js';
import { type SaveOptions, saveSparse } from './save-sparse.js';
import type { Accumulate, Similarity, Term } from './similarity.js';
import { collectionOf, type SparseData, statisticsOf } from './sparse-data.js';
import { TopHits } from './top-hits.js';

type SparseKind = 'terms' | 'text';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * An inverted index that also keeps each document's term vector and text. Made by `buildSparse` or `openSparse`.
 *
 * Searches take every posting of the query's terms, term after term, in float64. A document matches if it holds at
 * least one query term of a weight other than 0. Terms that no document holds add nothing.
 */
export class SparseIndex implements Retriever<'terms'>, Scorer<'terms'>, DocumentSource<SparseKind> {
  readonly spec = 'v1';
  /** The similarity's name. */
  readonly name: string;
  readonly reads = ['terms'] as const;
  readonly kinds: readonly SparseKind[];
  /** Number of documents, those without a term included. */
  readonly size: number;
  /** Number of distinct terms. */
  readonly termCount: number;
  /** Name of the analyzer to make queries with; absent where documents brought their own terms. */
  readonly analyzer: string | undefined;
  readonly statistics: CollectionStatistics;
  readonly #data: SparseData;
  readonly #accumulate: Accumulate;
  readonly #takesFinal: boolean;
  /** Of a search that ended well; one that threw leaves nothing that could be used again. */
  #idle: Matches | undefined;

  constructor(data: SparseData, similarity: Similarity) {
    const collection = collectionOf(data);
    this.name = similarity.name;
    this.kinds = data.texts === undefined ? ['terms'] : ['terms', 'text'];
    this.size = data.ids.size;
    this.termCount = data.terms.size;
    this.analyzer = data.analyzer;
    this.statistics = statisticsOf(data, collection);
    this.#data = data;
    this.#accumulate = similarity.bind(collection);
    this.#takesFinal = similarity.takesFinal ?? false;
  }

  /** The same documents under another similarity. Nothing is copied; closing either closes both. */
  with({ similarity }: { readonly similarity: Similarity }): SparseIndex {
    return new SparseIndex(this.#data, similarity);
  }

  /**
   * A query of `weighting: 'query'` is scored without the similarity's idf. Fails with `INVALID_INPUT` where the
   * similarity has none that could be left out, and for a weight or a score that float32 cannot hold.
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

  /** Term vectors hold the weights as float32, in the order of the terms' UTF-8 bytes. */
  async fetch<K extends SparseKind>(
    ids: readonly string[],
    kinds: readonly K[],
    { signal }: RunOptions = {},
  ): Promise<ReadonlyMap<string, Has<K>>> {
    checkKinds(kinds, this.kinds, 'build it from documents that have it');
    const pace = pacer(signal);
    const result = new Map<string, Has<K>>();
    for (const id of ids) {
      if (result.has(id)) continue;
      const document = this.#document(id);
      const known: Partial<{ terms: ReadonlyMap<string, number>; text: string }> = {};
      for (const kind of kinds) {
        if (kind === 'terms') known.terms = await this.#vector(document);
        else known.text = decoder.decode(await this.#data.texts!.read(document));
      }
      result.set(id, Object.freeze(known) as Has<K>);
      const pause = pace();
      if (pause) await pause;
    }
    return result;
  }

  /** The ids of all documents, ascending by their UTF-8 bytes. */
  *ids(): Generator<string, void, undefined> {
    const { ids } = this.#data;
    for (let i = 0; i < ids.size; i++) yield ids.id(i);
  }

  /**
   * Saves the index into a folder, all or nothing. A folder that holds an index is refused with `ALREADY_EXISTS`
   * unless `replace` is set.
   */
  async save(directory: string, options: SaveOptions = {}): Promise<void> {
    await saveSparse(this.#data, directory, options);
  }

  /** Closes the files of an opened index. Texts and term vectors cannot be fetched after that. */
  async close(): Promise<void> {
    await this.#data.close();
  }

  #best(query: Query<'terms'>, k: number): readonly Hit[] {
    const { ids, postings } = this.#data;
    const matches = this.#take();
    this.#forEachTerm(query, (term, start, end) => {
      const of = { documents: postings.columns, frequencies: postings.weights, start, end };
      this.#accumulate(term, of, matches.sums);
      matches.mark(of);
    });
    const top = new TopHits(k, matches.size);
    this.#giveBack(matches, query, top);
    return top.hits((document) => ids.id(document));
  }

  #scores(query: Query<'terms'>, ids: readonly string[]): Float32Array {
    const { columns, weights } = this.#data.postings;
    const asked = Uint32Array.from(ids, (id) => this.#document(id));
    const distinct = asked
      .slice()
      .sort()
      .filter((document, i, sorted) => document !== sorted[i - 1]);
    const documents = new Uint32Array(distinct.length);
    const frequencies = new Float32Array(distinct.length);
    const matches = this.#take();
    this.#forEachTerm(query, (term, start, end) => {
      let found = 0;
      let from = start;
      for (const document of distinct) {
        from = lowerBound(columns, document, from, end);
        if (from === end) break;
        if (columns[from] !== document) continue;
        documents[found] = document;
        frequencies[found++] = weights[from]!;
      }
      this.#accumulate(term, { documents, frequencies, start: 0, end: found }, matches.sums);
    });
    matches.mark({ documents: distinct, frequencies, start: 0, end: distinct.length });
    const scores = Float32Array.from(asked, (document) => matches.sums[document]!);
    this.#giveBack(matches, query);
    return scores;
  }

  #take(): Matches {
    const matches = this.#idle ?? new Matches(this.size);
    this.#idle = undefined;
    return matches;
  }

  #giveBack(matches: Matches, query: Query<'terms'>, top?: TopHits): void {
    const faulty = matches.drain(top);
    this.#idle = matches;
    if (faulty === undefined) return;
    const id = this.#data.ids.id(faulty);
    throw new RepriseError(
      'INVALID_INPUT',
      `${this.name} gives document ${JSON.stringify(id)} a score that is not finite for query ` +
        `${JSON.stringify(query.id)}: give smaller term weights`,
      { details: { id, value: query.id } },
    );
  }

  /** Visits the query's terms in their order, with where their postings begin and end. */
  #forEachTerm(query: Query<'terms'>, visit: (term: Term, start: number, end: number) => void): void {
    const { termNumbers, postings, frequencies } = this.#data;
    const name = `query ${JSON.stringify(query.id)}`;
    if (query.terms === undefined) {
      throw new RepriseError(
        'MISSING_REPRESENTATION',
        `${name} has no terms: analyse its text first, or search through a stage with an encoder`,
        { details: { value: query.id, expected: 'terms' } },
      );
    }
    checkTerms(query.terms, name);
    const final = this.#isFinal(query, name);
    let largest = 0;
    for (const given of query.terms.values()) largest = Math.max(largest, Math.abs(Math.fround(given)));
    for (const [term, given] of query.terms) {
      const weight = Math.fround(given);
      const number = weight === 0 ? undefined : termNumbers.find(term);
      if (number === undefined) continue;
      const start = postings.offsets[number]!;
      const end = postings.offsets[number + 1]!;
      visit(
        {
          weight,
          relativeWeight: weight / largest,
          final,
          documentFrequency: end - start,
          collectionFrequency: frequencies[number]!,
        },
        start,
        end,
      );
    }
  }

  /** Whether the query's weights are final, if the similarity can do without its idf. */
  #isFinal({ weighting = 'collection' }: Query<'terms'>, name: string): boolean {
    if (weighting === 'collection') return false;
    if (weighting === 'query' && this.#takesFinal) return true;
    throw new RepriseError(
      'INVALID_INPUT',
      weighting === 'query'
        ? `${name} has final weights (weighting "query"), and ${this.name} has no idf that could be left out: ` +
            'search with another similarity, such as bm25'
        : `${name} has the weighting ${String(weighting)}: give "collection" or "query", or leave it out`,
      { details: { value: weighting, similarity: this.name } },
    );
  }

  #document(id: string): number {
    const document = this.#data.ids.number(id);
    if (document !== undefined) return document;
    throw new RepriseError(
      'UNKNOWN_DOCUMENT',
      `the index holds no document ${JSON.stringify(id)}: ask for ids that it was built from`,
      { details: { value: id } },
    );
  }

  async #vector(document: number): Promise<ReadonlyMap<string, number>> {
    const { offsets, columns, weights } = await this.#data.vectors();
    const vector = new Map<string, number>();
    for (let i = offsets[document]!; i < offsets[document + 1]!; i++) {
      vector.set(this.#data.terms.id(columns[i]!), weights[i]!);
    }
    return vector;
  }
}

/** The first place from `start` on that holds at least `value`, or `end`. */
function lowerBound(sorted: Uint32Array, value: number, start: number, end: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
