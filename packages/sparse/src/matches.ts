import type { Postings } from './similarity.js';
import type { TopHits } from './top-hits.js';

/**
 * The documents that match one query, and the sums of what its terms are worth in them. Made once and used query
 * after query: `drain` leaves it as new. Sums alone do not tell what matched, as a match may be worth 0.
 */
export class Matches {
  readonly sums: Float64Array;
  readonly #matched: Uint8Array;
  readonly #lists: Postings[] = [];

  constructor(documents: number) {
    this.sums = new Float64Array(documents);
    this.#matched = new Uint8Array(documents);
  }

  /** At least as many as there are matched documents. */
  get size(): number {
    const postings = this.#lists.reduce((sum, { start, end }) => sum + end - start, 0);
    return Math.min(postings, this.sums.length);
  }

  /** Counts the documents of these postings as matched. They must stay as they are until `drain`. */
  mark(postings: Postings): void {
    const { documents, start, end } = postings;
    const matched = this.#matched;
    for (let i = start; i < end; i++) matched[documents[i]!] = 1;
    this.#lists.push(postings);
  }

  /** Forgets all matches, each offered to `top` first. Answers with a document whose score is not finite, if any. */
  drain(top?: TopHits): number | undefined {
    const { sums } = this;
    const matched = this.#matched;
    let faulty: number | undefined;
    let least = top === undefined ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    for (const { documents, start, end } of this.#lists) {
      for (let i = start; i < end; i++) {
        const document = documents[i]!;
        if (matched[document] === 0) continue;
        matched[document] = 0;
        const score = Math.fround(sums[document]!);
        sums[document] = 0;
        // A difference that is 0 for every number but the infinite ones and NaN.
        if (score - score !== 0) faulty = document;
        else if (score >= least) least = top!.add(document, score);
      }
    }
    this.#lists.length = 0;
    return faulty;
  }
}
