/**
 * The loops over one linear memory, as the WebAssembly module exports them and as the plain twins repeat them. All
 * arguments are byte addresses and numbers that were checked before; neither side checks again.
 */
export interface Loops {
  readonly dot: ScanLoop;
  readonly dotInt8: (
    queries: number,
    queryCount: number,
    rows: number,
    scales: number,
    rowCount: number,
    stride: number,
    scores: number,
  ) => void;
  readonly squaredDistance: ScanLoop;
  readonly hamming: ScanLoop;
  readonly decodeHalf: (source: number, count: number, target: number) => void;
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

type ScanLoop = (
  queries: number,
  queryCount: number,
  rows: number,
  rowCount: number,
  stride: number,
  scores: number,
) => void;
