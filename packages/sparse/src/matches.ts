import type { Postings } from './similarity.js';

/**
 * The documents that match one query, and the sums of what its terms are worth in them. Made once and used query
 * after query: `drain` leaves it as new. Sums alone do not tell what matched, as a match may be worth 0.
 */
export class Matches {
  readonly sums: Float64Array;
  readonly #seen: Uint8Array;
  readonly #documents: Uint32Array;
  #size = 0;

  constructor(documents: number) {
    this.sums = new Float64Array(documents);
    this.#seen = new Uint8Array(documents);
    this.#documents = new Uint32Array(documents);
  }

  get size(): number {
    return this.#size;
  }

  /** Counts the documents of these postings as matched. */
  mark({ documents, start, end }: Postings): void {
    const seen = this.#seen;
    const matched = this.#documents;
    let size = this.#size;
    for (let i = start; i < end; i++) {
      const document = documents[i]!;
      // Written whether new or not, and kept if new: no branch to mispredict.
      matched[size] = document;
      size += 1 - seen[document]!;
      seen[document] = 1;
    }
    this.#size = size;
  }

  /** Calls `visit` once for every matched document and forgets it. */
  drain(visit: (document: number, sum: number) => void): void {
    for (let i = 0; i < this.#size; i++) {
      const document = this.#documents[i]!;
      visit(document, this.sums[document]!);
      this.sums[document] = 0;
      this.#seen[document] = 0;
    }
    this.#size = 0;
  }
}
