import type { Hit } from '@reprise/spec';

/**
 * The best k of scored documents, score descending, then document number ascending.
 *
 * Documents are taken while they beat the k-th best so far. Four times k are held before a quickselect throws out all
 * but the best k, so that selecting costs little beside the scan. Only those k are sorted, by a native sort of
 * 64-bit keys: the bits of a score, made sortable, above the complement of the document's number.
 */
export class TopHits {
  readonly #k: number;
  readonly #scores: Float32Array;
  readonly #documents: Uint32Array;
  #size = 0;
  /** The k-th best so far. */
  #least = Number.NEGATIVE_INFINITY;
  #leastDocument = 0xffffffff;

  constructor(k: number, documents: number) {
    this.#k = k;
    this.#scores = new Float32Array(Math.min(documents, 4 * k));
    this.#documents = new Uint32Array(this.#scores.length);
  }

  /** Answers with the k-th best score so far: a lower one need not be added. */
  add(document: number, score: number): number {
    if (score < this.#least || (score === this.#least && document > this.#leastDocument)) return this.#least;
    if (this.#size === this.#scores.length) this.#cut();
    this.#scores[this.#size] = score;
    this.#documents[this.#size++] = document;
    return this.#least;
  }

  /** The best k, best first. Call it once, last. */
  hits(idOf: (document: number) => string): readonly Hit[] {
    if (this.#size > this.#k) this.#cut();
    // Adding 0 makes one of the two zeros, which are equal and must tie.
    const scores = this.#scores.subarray(0, this.#size).map((score) => score + 0);
    const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
    const keys = new BigUint64Array(this.#size);
    // Written and read by halves, so that no bigint is made; little-endian, as saved indexes are.
    const halves = new Uint32Array(keys.buffer);
    for (let i = 0; i < this.#size; i++) {
      halves[2 * i] = ~this.#documents[i]!;
      halves[2 * i + 1] = bits[i]! & 0x80000000 ? ~bits[i]! : bits[i]! | 0x80000000;
    }
    keys.sort();
    const hits: Hit[] = [];
    for (let i = this.#size - 1; i >= 0; i--) {
      const sortable = halves[2 * i + 1]!;
      bits[0] = sortable & 0x80000000 ? sortable & 0x7fffffff : ~sortable;
      hits.push({ id: idOf(~halves[2 * i]! >>> 0), score: scores[0]! });
    }
    return hits;
  }

  /** Moves the best k to the front, the k-th last, and forgets the rest. */
  #cut(): void {
    const last = this.#k - 1;
    let low = 0;
    let high = this.#size - 1;
    while (low < high) {
      const middle = this.#partition(low, high);
      if (last <= middle) high = middle;
      else low = middle + 1;
    }
    this.#size = this.#k;
    this.#least = this.#scores[last]!;
    this.#leastDocument = this.#documents[last]!;
  }

  /** Hoare's partition: afterwards nothing after the returned place is better than anything up to it. */
  #partition(low: number, high: number): number {
    const scores = this.#scores;
    const documents = this.#documents;
    const score = scores[(low + high) >>> 1]!;
    const document = documents[(low + high) >>> 1]!;
    let i = low - 1;
    let j = high + 1;
    for (;;) {
      do i++;
      while (scores[i]! > score || (scores[i] === score && documents[i]! < document));
      do j--;
      while (scores[j]! < score || (scores[j] === score && documents[j]! > document));
      if (i >= j) return j;
      const swapped = scores[i]!;
      scores[i] = scores[j]!;
      scores[j] = swapped;
      const other = documents[i]!;
      documents[i] = documents[j]!;
      documents[j] = other;
    }
  }
}
