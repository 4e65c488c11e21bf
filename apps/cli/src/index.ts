export type { Streams } from './io.js';
export { exitCodes, main } from './main.js';
