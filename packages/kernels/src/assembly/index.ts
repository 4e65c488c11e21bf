/**
 * The exports of the WebAssembly module. Every function takes byte addresses in the one imported memory and
 * numbers that its caller has checked; `loops.ts` declares the same signatures for TypeScript.
 */
export { dot } from './dot';
export { dotInt8 } from './dot-int8';
export { decodeHalf } from './half';
export { hamming } from './hamming';
export { squaredDistance } from './squared-distance';
export { offer, rank } from './top-k';
