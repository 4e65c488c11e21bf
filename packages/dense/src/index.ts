export type { BuildOptions } from './build-data.js';
export { buildDense } from './build-dense.js';
export { buildHnsw, type HnswOptions } from './build-hnsw.js';
export { DenseIndex, type ViewOptions } from './dense-index.js';
export { type OpenOptions, openDense } from './open-dense.js';
export type { SaveOptions } from './save-dense.js';
export type { Precision, Similarity } from './vector-options.js';
export { type DenseSummary, verifyDense } from './verify-dense.js';
