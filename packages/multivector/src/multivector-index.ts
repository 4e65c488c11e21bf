import {
  checkKinds,
  type Document,
  type DocumentSource,
  type Has,
  type Hit,
  optionError,
  pacer,
  type Query,
  RepriseError,
  type Retriever,
  type RunOptions,
  type Scorer,
  type TokenMatrix,
} from '@reprise/spec';
import { buildData } from './build-data.js';
import { checkTokens } from './check-tokens.js';
import { checkWhole } from './check-whole.js';
import { documentMatrix } from './document-matrix.js';
import { fingerprintOf } from './fingerprint.js';
import { type Best, scoreDocuments, searchAll } from './max-sim.js';
import type { MultivectorData } from './multivector-data.js';
import { nearestRows } from './nearest-rows.js';
import { bitsOf, type Precision } from './precision.js';
import { type Pruning, prunedCandidates, usualPruning } from './pruned-candidates.js';
import { fewRows } from './rows-by-sketches.js';
import { type SaveOptions, saveMultivector } from './save-multivector.js';
import { turned } from './turn-rows.js';

/** Queries scored together: rows are decoded once for all of them. */
const queriesAtOnce = 8;

/** What another view of an index may have of its own. */
export interface ViewOptions extends Partial<Pruning> {
  /** Which documents can be found; asked once a document. Default: all. */
  readonly filter?: (id: string) => boolean;
  /**
   * Which documents a search scores exactly: all; those that centroids point to (PLAID); or those of the `tokenDepth`
   * token rows nearest to each row of the query (ColBERT's first index). Default `'centroids'` above 65,536 rows, else
   * `'all'`.
   */
  readonly candidates?: 'all' | 'centroids' | 'tokens';
  /**
   * Of `'centroids'`: centroids looked into for each row of the query. Default 1 for k up to 10, 2 up to 100, else 4
   * (PLAID).
   */
  readonly nprobe?: number;
  /**
   * Of `'centroids'`: how near a centroid must be to count at first, a cosine. Default .5, .45, .4 by k likewise
   * (PLAID).
   */
  readonly tcs?: number;
  /**
   * Of `'centroids'`: documents kept at first; a quarter of them is scored exactly. Default 384 (PLAID: 256), 1024,
   * max(4096, 4k) by k likewise.
   */
  readonly ndocs?: number;
  /** Of `'tokens'`: k′, rows looked for. Default 1000 (ColBERT-PRF). */
  readonly tokenDepth?: number;
}

/**
 * Token matrices by document, ranked by MaxSim: Σᵢ wᵢ · maxⱼ qᵢ·dⱼ. Made by `buildMultivector` or `openMultivector`.
 *
 * Scores, and what is fetched, are of the rows as they are stored, and the same whether a document was found or asked
 * for. It is what ColBERT-PRF asks of a collection of tokens: frequencies of token ids and the ids nearest to a vector.
 */
export class MultivectorIndex implements Retriever<'tokens'>, Scorer<'tokens'>, DocumentSource<'tokens'> {
  readonly spec = 'v1';
  readonly name = 'multivector';
  readonly reads = ['tokens'] as const;
  readonly kinds = ['tokens'] as const;
  #data: MultivectorData;
  readonly #view: ViewOptions;
  #accept: Uint8Array | undefined;

  constructor(data: MultivectorData, view: ViewOptions = {}) {
    const { candidates, nprobe, tcs, ndocs, tokenDepth } = view;
    if (candidates !== undefined && !['all', 'centroids', 'tokens'].includes(candidates)) {
      throw optionError('candidates', candidates, 'one of all, centroids, tokens');
    }
    for (const [name, value] of Object.entries({ nprobe, ndocs, tokenDepth })) {
      if (value !== undefined) checkWhole(name, value, 1);
    }
    if (tcs !== undefined && !(tcs >= -1 && tcs <= 1)) throw optionError('tcs', tcs, 'a number from -1 to 1');
    this.#data = data;
    this.#view = view;
  }

  /** Which encoder made the matrices; empty while there are none. */
  get space(): string {
    return this.#data.space;
  }

  get dimensions(): number {
    return this.#data.dimensions;
  }

  get precision(): Precision {
    return this.#data.rows.precision;
  }

  /** Number of documents, those that a filter hides included. */
  get size(): number {
    return this.#data.ids.size;
  }

  /** N of idf: the same as `size`. */
  get documents(): number {
    return this.#data.ids.size;
  }

  /** All stored token rows. */
  get occurrences(): number {
    return this.#data.rows.count;
  }

  /** Whether a filter hides documents. */
  get filtered(): boolean {
    return this.#view.filter !== undefined;
  }

  /** Documents that hold a token id; 0 for unknown ones. */
  documentFrequency(token: number): number {
    return this.#data.statistics().documents.get(token) ?? 0;
  }

  /** Rows of a token id; 0 for unknown ones. */
  collectionFrequency(token: number): number {
    return this.#data.statistics().occurrences.get(token) ?? 0;
  }

  /** The word piece of a token id, where documents came with labels. */
  label(token: number): string | undefined {
    return this.#data.labels.get(token);
  }

  /**
   * Token ids of the `count` stored rows nearest to each of `rows` by inner product, nearest first; equal ones by row
   * number. Up to 4,096 stored rows all are compared; of more those whose sketches of 64 bytes are nearest, which are
   * made of rows when they are first looked at. Fails with `MISSING_REPRESENTATION` where documents came without token ids.
   */
  async nearestTokens(
    rows: Float32Array,
    count: number,
    { signal }: RunOptions = {},
  ): Promise<readonly Int32Array[]> {
    checkWhole('count', count, 1);
    const data = this.#data;
    const { tokens, dimensions, space } = data;
    if (dimensions === 0) return [];
    const weights = new Float32Array(Math.ceil(rows.length / dimensions));
    checkTokens({ space, dimensions, data: rows, weights }, data, 'the list of rows');
    if (data.rows.count === 0) return Array.from(weights, () => new Int32Array(0));
    if (tokens === undefined) {
      throw new RepriseError(
        'MISSING_REPRESENTATION',
        'the documents came without token ids: build the index of ones that have them',
        {
          details: { value: 'ids' },
        },
      );
    }
    const asked = isCoded(data) ? turned(rows, dimensions) : rows;
    const found = await nearestRows(data, asked, count, pacer(signal));
    return found.map((near) => Int32Array.from(near, (row) => tokens[row]!));
  }

  /**
   * The same documents, seen through a filter or searched otherwise. Nothing is copied; what is changed later is not
   * seen.
   */
  with(options: ViewOptions): MultivectorIndex {
    return new MultivectorIndex(this.#data, { ...this.#view, ...options });
  }

  /** A query without rows finds nothing. */
  async search(
    batch: readonly Query<'tokens'>[],
    k: number,
    { signal }: RunOptions = {},
  ): Promise<readonly (readonly Hit[])[]> {
    checkWhole('k', k, 1);
    const data = this.#data;
    const pace = pacer(signal);
    const queries = batch.map((query) => this.#fit(query));
    const accept = this.#mask();
    const mode = this.#view.candidates ?? (data.rows.count > fewRows ? 'centroids' : 'all');
    const results: (readonly Hit[])[] = queries.map(() => []);
    if (data.ids.size === 0) return results;
    const asked = [...queries.keys()].filter((i) => queries[i]!.weights.length > 0);
    for (let at = 0; at < asked.length; at += queriesAtOnce) {
      const portion = asked.slice(at, at + queriesAtOnce);
      const found: Best[] = [];
      if (mode === 'all') {
        found.push(
          ...(await searchAll(
            data,
            portion.map((i) => queries[i]!),
            k,
            accept,
            pace,
          )),
        );
      } else {
        for (const i of portion) found.push(await this.#among(queries[i]!, k, mode, accept, pace));
      }
      for (const [n, { documents, scores }] of found.entries()) {
        results[portion[n]!] = Array.from(documents, (document, j) => ({
          id: data.ids.id(document),
          score: scores[j]! + 0,
        }));
      }
    }
    return results;
  }

  /** A filter hides nothing here. */
  async score(
    batch: readonly { readonly query: Query<'tokens'>; readonly ids: readonly string[] }[],
    { signal }: RunOptions = {},
  ): Promise<readonly Float32Array[]> {
    const data = this.#data;
    const pace = pacer(signal);
    const results: Float32Array[] = [];
    for (const { query, ids } of batch) {
      const tokens = this.#fit(query);
      const documents = Uint32Array.from(ids, (id) => numberOf(data, id));
      if (tokens.weights.length === 0) results.push(new Float32Array(ids.length));
      else results.push((await scoreDocuments(data, tokens, documents, pace)).map((score) => score + 0));
      const pause = pace();
      if (pause) await pause;
    }
    return results;
  }

  /** Rows as they are stored, each of weight 1, with ids and labels where documents came with them. */
  async fetch<K extends 'tokens'>(
    ids: readonly string[],
    kinds: readonly K[],
    { signal }: RunOptions = {},
  ): Promise<ReadonlyMap<string, Has<K>>> {
    checkKinds(kinds, this.kinds);
    const pace = pacer(signal);
    await pace();
    const data = this.#data;
    const found = new Map<string, Has<K>>();
    for (const [id, document] of [...new Set(ids)].map((id) => [id, numberOf(data, id)] as const)) {
      const held = kinds.length === 0 ? {} : { tokens: await documentMatrix(data, document) };
      found.set(id, Object.freeze(held) as Has<K>);
      const pause = pace();
      if (pause) await pause;
    }
    return found;
  }

  /** Every document in the order of its number, as `fetch` gives it. */
  async *entries({ signal }: RunOptions = {}): AsyncGenerator<Document<'tokens'>, void, undefined> {
    const data = this.#data;
    const pace = pacer(signal);
    for (let document = 0; document < data.ids.size; document++) {
      yield { id: data.ids.id(document), tokens: await documentMatrix(data, document) };
      const pause = pace();
      if (pause) await pause;
    }
  }

  /**
   * Adds documents, in the place of those with the same id where `replace` is set. Like `delete` it copies all rows:
   * give many at once. Centroids stay those of the first documents: build anew once the collection has become another.
   * Searches under way go on with the documents as they were.
   */
  async add(
    documents: AsyncIterable<Document<'tokens'>> | Iterable<Document<'tokens'>>,
    options: RunOptions & { readonly replace?: boolean } = {},
  ): Promise<void> {
    this.#refuseFiltered();
    this.#data = await buildData(this.#data, { replace: false, ...options, documents, gone: new Set() });
  }

  /** Takes documents out. An unknown id is refused with `UNKNOWN_DOCUMENT`, and nothing is deleted. */
  async delete(ids: readonly string[], options: RunOptions = {}): Promise<void> {
    this.#refuseFiltered();
    for (const id of ids) numberOf(this.#data, id);
    this.#data = await buildData(this.#data, {
      ...options,
      replace: false,
      documents: [],
      gone: new Set(ids),
    });
  }

  /**
   * Saves the index into a folder, all or nothing. A folder that holds an index is refused with `ALREADY_EXISTS` unless
   * `replace` is set.
   */
  async save(directory: string, options: SaveOptions = {}): Promise<void> {
    await saveMultivector(this.#data, directory, options);
  }

  /** Of all it holds, as 64 hexadecimal digits: the same for the same documents and options. */
  async fingerprint({ signal }: Pick<RunOptions, 'signal'> = {}): Promise<string> {
    return fingerprintOf(this.#data, signal);
  }

  /** Does nothing, as no file is open: it is there for those who close every index. */
  async close(): Promise<void> {}

  #fit({ id, tokens }: Query<'tokens'>): TokenMatrix {
    const data = this.#data;
    const matrix = checkTokens(tokens, data, `query ${JSON.stringify(id)}`);
    return isCoded(data) ? { ...matrix, data: turned(matrix.data, matrix.dimensions) } : matrix;
  }

  async #among(
    query: TokenMatrix,
    k: number,
    mode: 'centroids' | 'tokens',
    accept: Uint8Array | undefined,
    pace: () => Promise<void> | undefined,
  ): Promise<Best> {
    const data = this.#data;
    const documents =
      mode === 'centroids'
        ? await prunedCandidates(data, query, k, this.#pruning(k), accept)
        : await documentsOfTokens(data, query, this.#view.tokenDepth ?? 1000, accept, pace);
    const scores = await scoreDocuments(data, query, documents, pace);
    const order = Array.from(documents.keys())
      .sort((a, b) => scores[b]! - scores[a]! || a - b)
      .slice(0, k);
    return {
      documents: Uint32Array.from(order, (at) => documents[at]!),
      scores: Float32Array.from(order, (at) => scores[at]!),
    };
  }

  #pruning(k: number): Pruning {
    const usual = usualPruning(k);
    const { nprobe = usual.nprobe, tcs = usual.tcs, ndocs = usual.ndocs } = this.#view;
    return { nprobe, tcs, ndocs };
  }

  /** A byte a document; made at the first search. */
  #mask(): Uint8Array | undefined {
    const { ids } = this.#data;
    const { filter } = this.#view;
    if (filter === undefined) return undefined;
    this.#accept ??= Uint8Array.from({ length: ids.size }, (_, document) =>
      filter(ids.id(document)) ? 1 : 0,
    );
    return this.#accept;
  }

  #refuseFiltered(): void {
    if (this.filtered) {
      throw new RepriseError(
        'INVALID_INPUT',
        'this is a filtered view: change the index that it was made of',
      );
    }
  }
}

/** Documents of the rows nearest to each row of the query, ascending. */
async function documentsOfTokens(
  data: MultivectorData,
  query: TokenMatrix,
  depth: number,
  accept: Uint8Array | undefined,
  pace: () => Promise<void> | undefined,
): Promise<Uint32Array> {
  const { documents } = data.lists();
  const found = new Set<number>();
  for (const near of await nearestRows(data, query.data, depth, pace)) {
    for (const row of near) if (accept?.[documents[row]!] !== 0) found.add(documents[row]!);
  }
  return Uint32Array.from(found).sort();
}

/** Whether rows are stored as residual codes, and turned. */
const isCoded = ({ rows }: MultivectorData): boolean => bitsOf(rows.precision) !== undefined;

function numberOf({ ids }: MultivectorData, id: string): number {
  const document = ids.number(id);
  if (document !== undefined) return document;
  throw new RepriseError(
    'UNKNOWN_DOCUMENT',
    `the index has no document ${JSON.stringify(id)}: ask for those it found`,
    { details: { value: id } },
  );
}
