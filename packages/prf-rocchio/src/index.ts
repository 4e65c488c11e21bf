export { type ExpandedTerm, expandRm3, type Rm3Expansion, type Rm3Options } from './expand-rm3.js';
export { rm3 } from './rm3.js';
export type { TermFilterOptions } from './term-filter.js';
