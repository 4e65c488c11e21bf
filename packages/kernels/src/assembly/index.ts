/**
 * The exports of the WebAssembly module. Every function takes byte addresses in the one imported memory and
 * numbers that its caller has checked; `loops.ts` declares the same signatures for TypeScript.
 */
export { dot } from './dot';
export { dotInt4 } from './dot-int4';
export { dotInt8 } from './dot-int8';
export { decodeHalf } from './half';
export { hamming } from './hamming';
export { closerDistances, inertia, moveCentres, nearestCentres } from './k-means';
export { maxSim, maxSimInt8 } from './max-sim';
export { maxSimLookup } from './max-sim-lookup';
export { decodeResiduals } from './residuals';
export { squaredDistance } from './squared-distance';
export { offer, rank } from './top-k';
