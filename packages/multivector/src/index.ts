export { type BuildOptions, buildMultivector } from './build-multivector.js';
export { MultivectorIndex, type ViewOptions } from './multivector-index.js';
export { openMultivector } from './open-multivector.js';
export type { PoolFactor } from './pool-rows.js';
export type { Precision } from './precision.js';
export type { SaveOptions } from './save-multivector.js';
export { type MultivectorSummary, verifyMultivector } from './verify-multivector.js';
