import {
  checkKinds,
  type DenseVector,
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
  throwIfAborted,
} from '@reprise/spec';
import { type BuildOptions, buildData } from './build-data.js';
import { fitted } from './check-vector.js';
import type { DenseData } from './dense-data.js';
import { bestOf, exactScores } from './exact-scores.js';
import { fingerprintOf } from './fingerprint.js';
import { readVectors } from './read-vectors.js';
import { type SaveOptions, saveDense } from './save-dense.js';
import { scan } from './scan.js';
import { isCoded, type Precision, type Similarity } from './vector-options.js';

/** Queries scanned together: rows are read from memory once for all of them. */
const queriesAtOnce = 32;

/** For one bit a dimension many, as it orders coarsely. */
const usualCandidates = { int8: 200, int4: 300, binary: 1000 } as const;

/** What another view of an index may have of its own. */
export interface ViewOptions {
  /** Which documents can be found; asked once a document. Default: all. */
  readonly filter?: (id: string) => boolean;
  /** Of codes: how many candidates are scored exactly where k is not more; at least 1. Default 200 for int8, 300 for int4, 1000 for binary. */
  readonly candidates?: number;
}

/**
 * Vectors by id, searched exhaustively. Made by `buildDense` or `openDense`.
 *
 * f32 and f16 rows give exact scores. Codes (int8, int4, binary) give candidates, whose scores are
 * then exact. Under `cosine` vectors are brought to length 1 when they come in, and are fetched so.
 */
export class DenseIndex implements Retriever<'vector'>, Scorer<'vector'>, DocumentSource<'vector'> {
  readonly spec = 'v1';
  readonly name = 'dense';
  readonly reads = ['vector'] as const;
  readonly kinds = ['vector'] as const;
  #data: DenseData;
  readonly #candidates: number | undefined;
  readonly #filter: ((id: string) => boolean) | undefined;
  #accept: Uint8Array | undefined;

  constructor(data: DenseData, { candidates, filter }: ViewOptions = {}) {
    if (candidates !== undefined && !(Number.isInteger(candidates) && candidates >= 1)) {
      throw optionError('candidates', candidates, 'a whole number of at least 1');
    }
    this.#data = data;
    this.#candidates = candidates;
    this.#filter = filter;
  }

  /** Which encoder made the vectors; empty while there are none. */
  get space(): string {
    return this.#data.space;
  }

  get dimensions(): number {
    return this.#data.dimensions;
  }

  get similarity(): Similarity {
    return this.#data.similarity;
  }

  get precision(): Precision {
    return this.#data.rows.precision;
  }

  /** Number of documents, those that a filter hides included. */
  get size(): number {
    return this.#data.ids.size;
  }

  /** Whether a filter hides documents. */
  get filtered(): boolean {
    return this.#filter !== undefined;
  }

  /** The numbers of a query as they are compared: cut, and at length 1 under cosine. Refuses a query that does not fit. */
  fit({ id, vector }: Query<'vector'>): Float32Array {
    return fitted(vector, this.#data, this.#data.given, `query ${JSON.stringify(id)}`);
  }

  /** The same documents, seen through a filter or with another number of candidates. Nothing is copied; closing either closes both. */
  with(options: ViewOptions): DenseIndex {
    return new DenseIndex(this.#data, {
      ...(this.#candidates !== undefined && { candidates: this.#candidates }),
      ...(this.#filter && { filter: this.#filter }),
      ...options,
    });
  }

  async search(
    batch: readonly Query<'vector'>[],
    k: number,
    { signal }: RunOptions = {},
  ): Promise<readonly (readonly Hit[])[]> {
    if (!Number.isInteger(k) || k < 1) throw optionError('k', k, 'a whole number of at least 1');
    const data = this.#data;
    const pace = pacer(signal);
    if (data.ids.size === 0) return batch.map(() => []);
    const queries = batch.map((query) => this.fit(query));
    const accept = this.#mask();
    const { precision } = data.rows;
    const coded = isCoded(precision);
    const wanted = coded ? Math.max(k, this.#candidates ?? usualCandidates[precision]) : k;
    const results: (readonly Hit[])[] = [];
    for (let i = 0; i < queries.length; i += queriesAtOnce) {
      const portion = queries.slice(i, i + queriesAtOnce);
      const found = await scan(data.kernels, data.rows, data.similarity, portion, wanted, accept, pace);
      for (const [q, best] of found.entries()) {
        const { rows, scores } = coded
          ? await bestOf(data, portion[q] as Float32Array, best.rows.toSorted(), k, pace)
          : best;
        results.push(Array.from(rows, (row, n) => ({ id: data.ids.id(row), score: scores[n]! + 0 })));
        const pause = pace();
        if (pause) await pause;
      }
    }
    return results;
  }

  /** Exact scores, whatever the precision; a filter hides nothing here. */
  async score(
    batch: readonly { readonly query: Query<'vector'>; readonly ids: readonly string[] }[],
    { signal }: RunOptions = {},
  ): Promise<readonly Float32Array[]> {
    const data = this.#data;
    const pace = pacer(signal);
    const results: Float32Array[] = [];
    for (const { query, ids } of batch) {
      const vector = this.fit(query);
      results.push(await exactScores(data, vector, this.#rows(data, ids), pace));
      const pause = pace();
      if (pause) await pause;
    }
    return results;
  }

  async fetch<K extends 'vector'>(
    ids: readonly string[],
    kinds: readonly K[],
    { signal }: RunOptions = {},
  ): Promise<ReadonlyMap<string, Has<K>>> {
    checkKinds(kinds, this.kinds);
    throwIfAborted(signal);
    const data = this.#data;
    const distinct = [...new Set(ids)];
    const vectors = await readVectors(data, this.#rows(data, distinct));
    const { space } = data;
    const found = new Map<string, Has<K>>();
    distinct.forEach((id, i) => {
      const vector: DenseVector = { space, data: vectors[i]! };
      found.set(id, Object.freeze(kinds.length === 0 ? {} : { vector }) as Has<K>);
    });
    return found;
  }

  /** Every document in the order of its number. */
  async *documents({ signal }: RunOptions = {}): AsyncGenerator<Document<'vector'>, void, undefined> {
    const data = this.#data;
    const pace = pacer(signal);
    for (let first = 0; first < data.ids.size; first += 256) {
      const rows = Uint32Array.from({ length: Math.min(256, data.ids.size - first) }, (_, i) => first + i);
      for (const [i, values] of (await readVectors(data, rows)).entries()) {
        yield { id: data.ids.id(first + i), vector: { space: data.space, data: values } };
      }
      await pace();
    }
  }

  /**
   * Adds documents, in the place of those with the same id where `replace` is set. Like `delete` it builds the rows anew, at the
   * cost of reading all of them: give many at once. Searches under way go on with the documents as they were.
   */
  async add(
    documents: AsyncIterable<Document<'vector'>> | Iterable<Document<'vector'>>,
    options: RunOptions & { readonly replace?: boolean } = {},
  ): Promise<void> {
    const old = this.documents(options);
    await this.#rebuild(
      (async function* () {
        yield* old;
        yield* documents;
      })(),
      options,
    );
  }

  /** Takes documents out. An unknown id is refused with `UNKNOWN_DOCUMENT`, and nothing is deleted. */
  async delete(ids: readonly string[], options: RunOptions = {}): Promise<void> {
    const gone = new Set(ids);
    for (const id of gone) this.#row(this.#data, id);
    const old = this.documents(options);
    await this.#rebuild(
      (async function* () {
        for await (const document of old) if (!gone.has(document.id)) yield document;
      })(),
      options,
    );
  }

  /**
   * Saves the index into a folder, all or nothing. A folder that holds an index is refused with `ALREADY_EXISTS` unless
   * `replace` is set.
   */
  async save(directory: string, options: SaveOptions = {}): Promise<void> {
    await saveDense(this.#data, directory, options);
  }

  /**
   * Of what it holds, as 64 hexadecimal digits: the same for the same documents and options. Reads ids and rows; of codes not the
   * vectors behind them.
   */
  async fingerprint({ signal }: Pick<RunOptions, 'signal'> = {}): Promise<string> {
    return fingerprintOf(this.#data, signal);
  }

  /** Closes the file of an opened index whose vectors are on disk: they cannot be read after that. */
  async close(): Promise<void> {
    await this.#data.close();
  }

  async #rebuild(
    documents: AsyncIterable<Document<'vector'>>,
    options: RunOptions & Pick<BuildOptions, 'replace'>,
  ): Promise<void> {
    if (this.#filter !== undefined) {
      throw new RepriseError(
        'INVALID_INPUT',
        'this is a filtered view: change the index that it was made of',
      );
    }
    const { similarity, dimensions, rows, space, given, close } = this.#data;
    const { precision } = rows;
    const data = await buildData(documents, {
      ...options,
      similarity,
      precision,
      ...(dimensions > 0 && { dimensions }),
      ...(given > 0 && { space, given }),
    });
    // Searches under way and other views still read the file of an opened index.
    this.#data = { ...data, close };
  }

  /** A byte a row; made at the first search. */
  #mask(): Uint8Array | undefined {
    const { ids } = this.#data;
    const filter = this.#filter;
    if (filter === undefined) return undefined;
    this.#accept ??= Uint8Array.from({ length: ids.size }, (_, row) => (filter(ids.id(row)) ? 1 : 0));
    return this.#accept;
  }

  #rows(data: DenseData, ids: readonly string[]): Uint32Array {
    const rows = new Uint32Array(ids.length);
    for (let i = 0; i < ids.length; i++) rows[i] = this.#row(data, ids[i]!);
    return rows;
  }

  #row({ ids }: DenseData, id: string): number {
    const row = ids.number(id);
    if (row !== undefined) return row;
    throw new RepriseError(
      'UNKNOWN_DOCUMENT',
      `the index has no document ${JSON.stringify(id)}: ask for those it found`,
      {
        details: { value: id },
      },
    );
  }
}
