/**
 * What the loops offer. There are two implementations, WebAssembly SIMD and plain JavaScript, and they agree in every
 * bit: where one runs is a matter of speed alone.
 */
import type { LookupScan } from './lookup-scan.js';
import type { Loops, loopsOf } from './loops.js';
import type { Int8MaxSimScan, MaxSimScan } from './max-sim-scan.js';
import type { ResidualDecoding } from './residual-decoding.js';
import type { Selection } from './selection.js';

/**
 * A region of the kernels' memory: 64-byte aligned, all 0 at first. It lives until it is released; the memory itself
 * never shrinks, and goes when the kernels and all views are unreachable.
 */
export interface Block {
  readonly bytes: number;
}

/** Many rows scored for one or several queries. A query's scores do not depend on the others in the call. */
export interface Scan {
  /** Queries one after another, each `stride` long. */
  readonly queries: Block;
  /** Default 1. */
  readonly queryCount?: number;
  /** Rows one after another, each `stride` long. */
  readonly rows: Block;
  /** The row to begin with. Default 0. */
  readonly firstRow?: number;
  readonly rowCount: number;
  /** Values in a row (bytes for `hamming`), a multiple of 16, filled up with 0: see `paddedLength`. */
  readonly stride: number;
  /** Takes float32 [queryCount][rowCount], higher is nearer. */
  readonly scores: Block;
}

export interface Int8Scan extends Scan {
  /** Float32, one for each row from row 0 on: what `quantiseInt8` or `quantiseInt4` returned. */
  readonly scales: Block;
}

export interface Gather {
  readonly rows: Block;
  /** Bytes of a row. */
  readonly rowBytes: number;
  /** The rows to copy. */
  readonly selected: Uint32Array;
  /** Takes selected.length × rowBytes bytes. */
  readonly target: Block;
}

export interface HalfDecoding {
  /** Binary16 values. */
  readonly source: Block;
  /** The value to begin with. Default 0. */
  readonly first?: number;
  /** How many, a multiple of 4. */
  readonly count: number;
  /** Takes `count` float32 values. */
  readonly target: Block;
}

/** `Float32Array` and its like. */
type ViewConstructor<View> = {
  new (buffer: ArrayBuffer, byteOffset: number, length: number): View;
  readonly BYTES_PER_ELEMENT: number;
};

export interface Kernels {
  /** What `kMeans` runs; addresses are not checked. */
  readonly [loopsOf]: Loops;
  readonly implementation: 'wasm' | 'plain';
  /** Throws a RangeError where it would not fit in `maximumBytes`. */
  readonly allocate: (bytes: number) => Block;
  readonly release: (block: Block) => void;
  /**
   * The block's bytes as numbers, to read and write. A later `allocate` or `select` may grow the memory, which
   * empties every view: take one, use it, and take another next time.
   */
  readonly view: <View>(block: Block, View: ViewConstructor<View>) => View;
  /** Σ qⱼ·xⱼ of float32 rows, summed in float32: four sums of every fourth dimension, then those. */
  readonly dot: (scan: Scan) => void;
  /** −Σ (qⱼ − xⱼ)² of float32 rows, summed likewise. */
  readonly squaredDistance: (scan: Scan) => void;
  /**
   * scale · Σ qⱼ·xⱼ of int8 rows and int16 queries; the sum is exact as long as it fits in 32 bits, as it does for what
   * `quantiseQuery` makes. The query's own scale is left out: it changes no ranking.
   */
  readonly dotInt8: (scan: Int8Scan) => void;
  /**
   * Likewise of 4-bit rows as `quantiseInt4` makes them: two values a byte, stride / 2 bytes a row. Beyond the dimensions the
   * query must be 0.
   */
  readonly dotInt4: (scan: Int8Scan) => void;
  /** −(bits that differ) of rows of bits. `stride` is in bytes. */
  readonly hamming: (scan: Scan) => void;
  /** Σ wᵢ · maxⱼ qᵢ·xⱼ of documents of float32 rows and a query of several: what late interaction ranks by. */
  readonly maxSim: (scan: MaxSimScan) => void;
  /** Likewise of int8 rows and int16 query rows, each qᵢ·xⱼ as `dotInt8` gives it. */
  readonly maxSimInt8: (scan: Int8MaxSimScan) => void;
  /** Σ wᵢ · maxⱼ P[cⱼ][i] of documents whose rows are known by codes: late interaction by centroids alone. */
  readonly maxSimLookup: (scan: LookupScan) => void;
  /** Copies rows that do not lie together to where they do, for a scan over them. */
  readonly gather: (gather: Gather) => void;
  readonly decodeHalf: (decoding: HalfDecoding) => void;
  readonly decodeResiduals: (decoding: ResidualDecoding) => void;
  /** A selection of the best `k` scores, to be offered scores in one or more calls. */
  readonly select: (k: number) => Selection;
}
