export { type BuildOptions, buildSparse } from './build-sparse.js';
export { type OpenOptions, openSparse } from './open-sparse.js';
export type { SaveOptions } from './save-sparse.js';
export { atire } from './similarities/atire.js';
export { bb2 } from './similarities/bb2.js';
export { type Bm25Options, bm25 } from './similarities/bm25.js';
export type { Bm25Parameters } from './similarities/bm25-parameters.js';
export { type Bm25LOptions, bm25l } from './similarities/bm25l.js';
export { type Bm25PlusOptions, bm25plus } from './similarities/bm25plus.js';
export type { DfrParameters } from './similarities/dfr-parameters.js';
export { type DirichletOptions, dirichlet } from './similarities/dirichlet.js';
export { dph } from './similarities/dph.js';
export { impact } from './similarities/impact.js';
export { inL2 } from './similarities/in-l2.js';
export { pl2 } from './similarities/pl2.js';
export { type RobertsonOptions, robertson } from './similarities/robertson.js';
export { type TerrierBm25Options, terrierBm25 } from './similarities/terrier-bm25.js';
export { type TerrierDirichletOptions, terrierDirichlet } from './similarities/terrier-dirichlet.js';
export { type TfIdfOptions, tfIdf } from './similarities/tf-idf.js';
export {
  type Accumulate,
  type Collection,
  createSimilarity,
  type Formula,
  type Postings,
  type Similarity,
  type Term,
} from './similarity.js';
export type { SparseDocument } from './sparse-builder.js';
export { SparseIndex } from './sparse-index.js';
export { type SparseSummary, verifySparse } from './verify-sparse.js';
