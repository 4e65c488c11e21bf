export { euclideanNorm } from './euclidean-norm.js';
export { decodeHalf, encodeHalf } from './half.js';
export type { Block, Gather, HalfDecoding, Int8Scan, Kernels, Scan } from './kernels.js';
export { type KernelsOptions, loadKernels } from './load-kernels.js';
export { packSigns } from './pack-signs.js';
export { paddedLength } from './padded-length.js';
export { quantiseInt8, quantiseQuery } from './quantise-int8.js';
export type { Offer, Selection } from './selection.js';
