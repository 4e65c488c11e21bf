export { type DimeOptions, dime } from './dime.js';
export type { NormaliseOptions } from './normalise.js';
export { type VectorAverageOptions, vectorAverage } from './vector-average.js';
export { type VectorPreset, vectorPresets } from './vector-presets.js';
export { type VectorRocchioOptions, vectorRocchio } from './vector-rocchio.js';
