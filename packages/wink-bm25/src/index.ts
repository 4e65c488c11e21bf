export { buildWink, type WinkOptions } from './build-wink.js';
export { exportWink } from './export-wink.js';
export { type ImportOptions, importWink } from './import-wink.js';
export { WinkIndex } from './wink-index.js';
