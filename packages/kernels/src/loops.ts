/**
 * The loops over one linear memory, as the WebAssembly module exports them and as the plain twins repeat them. All
 * arguments are byte addresses and numbers that were checked before; neither side checks again.
 */
export interface Loops {
  readonly dot: ScanLoop;
  readonly dotInt4: ScaledScanLoop;
  readonly dotInt8: ScaledScanLoop;
  readonly squaredDistance: ScanLoop;
  readonly hamming: ScanLoop;
  /** `scratch` is `scratchBytes` of memory for the loop's own use, here and below. */
  readonly maxSim: (
    query: number,
    queryRows: number,
    weights: number,
    rows: number,
    stride: number,
    ranges: number,
    documentCount: number,
    scores: number,
    scratch: number,
  ) => void;
  readonly maxSimInt8: (
    query: number,
    queryRows: number,
    weights: number,
    rows: number,
    scales: number,
    stride: number,
    ranges: number,
    documentCount: number,
    scores: number,
    scratch: number,
  ) => void;
  readonly maxSimLookup: (
    products: number,
    weights: number,
    stride: number,
    codes: number,
    /** 0: all are. */
    considered: number,
    ranges: number,
    documentCount: number,
    scores: number,
  ) => void;
  readonly decodeResiduals: (
    codes: number,
    scales: number,
    centroidIds: number,
    centroids: number,
    table: number,
    bits: number,
    rowCount: number,
    stride: number,
    dimensions: number,
    target: number,
    scratch: number,
  ) => void;
  readonly decodeHalf: (source: number, count: number, target: number) => void;
  /** The points come in multiples of four, here and below. */
  readonly closerDistances: (
    distances: number,
    squaredNorms: number,
    candidates: number,
    trials: number,
    scores: number,
    count: number,
    targets: number,
    sums: number,
  ) => void;
  readonly nearestCentres: (
    scores: number,
    offsets: number,
    clusters: number,
    count: number,
    nearest: number,
  ) => void;
  readonly moveCentres: (
    rows: number,
    stride: number,
    members: number,
    ends: number,
    changed: number,
    clusters: number,
    centres: number,
  ) => number;
  readonly inertia: (rows: number, stride: number, count: number, labels: number, centres: number) => number;
  readonly offer: (
    heap: number,
    held: number,
    k: number,
    scores: number,
    count: number,
    firstRow: number,
    accept: number,
  ) => number;
  readonly rank: (heap: number, held: number, rows: number, scores: number) => void;
}

/** What the largest user of scratch memory needs: all pairs of 4-bit codes, 8 bytes each. */
export const scratchBytes: number = 2048;

type ScanLoop = (
  queries: number,
  queryCount: number,
  rows: number,
  rowCount: number,
  stride: number,
  scores: number,
) => void;

type ScaledScanLoop = (
  queries: number,
  queryCount: number,
  rows: number,
  scales: number,
  rowCount: number,
  stride: number,
  scores: number,
) => void;

/** Where kernels hold their loops, for what this package makes of them. */
export const loopsOf: unique symbol = Symbol('loops');
