import type { Hit } from '@reprise/spec';

/**
 * The best k of scored documents, score descending, then document number ascending.
 *
 * A document becomes one 64-bit key, its float32 score's bits made sortable above the complement of its number, so
 * that one native sort orders by both and equal scores need no second look. Keys are taken while they beat the
 * k-th best so far; four times k are held before the best k are sorted out again, so that the sorts cost less than
 * the scan. Written through 32-bit halves: no bigint is ever made. The halves lie as on a little-endian machine,
 * the only kind that indexes are saved on.
 */
export class TopHits {
  readonly #k: number;
  readonly #keys: BigUint64Array;
  readonly #halves: Uint32Array;
  /** One number, as a float and as its bits. */
  readonly #float = new Float32Array(1);
  readonly #bits = new Uint32Array(this.#float.buffer);
  #size = 0;
  /** The k-th best score so far: a lower one need not be added. */
  least: number = Number.NEGATIVE_INFINITY;
  /** The k-th best key so far, in halves. At first everything beats it, as nothing is below 0. */
  #leastScore = 0;
  #leastComplement = 0;

  constructor(k: number, documents: number) {
    this.#k = k;
    this.#keys = new BigUint64Array(Math.min(documents, 4 * k));
    this.#halves = new Uint32Array(this.#keys.buffer);
  }

  add(document: number, score: number): void {
    // Adding 0 makes one of the two zeros, which are equal and must tie.
    this.#float[0] = score + 0;
    const bits = this.#bits[0]!;
    const sortable = (bits & 0x80000000 ? ~bits : bits | 0x80000000) >>> 0;
    const complement = ~document >>> 0;
    if (sortable < this.#leastScore) return;
    if (sortable === this.#leastScore && complement <= this.#leastComplement) return;
    if (this.#size === this.#keys.length) this.#cut();
    this.#halves[2 * this.#size] = complement;
    this.#halves[2 * this.#size + 1] = sortable;
    this.#size++;
  }

  /** The best k, best first. Call it once, last. */
  hits(idOf: (document: number) => string): readonly Hit[] {
    const keys = this.#keys.subarray(0, this.#size).sort();
    const hits: Hit[] = [];
    for (let i = keys.length - 1; i >= Math.max(0, keys.length - this.#k); i--) {
      hits.push({ id: idOf(~this.#halves[2 * i]! >>> 0), score: this.#scoreOf(i) });
    }
    return hits;
  }

  /** Keeps the best k of a full list, the least of them first. */
  #cut(): void {
    this.#keys.sort();
    this.#keys.copyWithin(0, this.#size - this.#k);
    this.#size = this.#k;
    this.#leastComplement = this.#halves[0]!;
    this.#leastScore = this.#halves[1]!;
    this.least = this.#scoreOf(0);
  }

  #scoreOf(key: number): number {
    const sortable = this.#halves[2 * key + 1]!;
    this.#bits[0] = sortable & 0x80000000 ? sortable & 0x7fffffff : ~sortable;
    return this.#float[0]!;
  }
}
