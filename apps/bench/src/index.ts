export type { Bench, BenchOptions } from './bench.js';
export { benches } from './benches.js';
export { type Figures, table } from './figures.js';
