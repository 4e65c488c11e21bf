import type { FormatOptions } from '@reprise/storage';

/** What a saved graph is, and the names of its parts. */
export const graphFormat: FormatOptions = { format: 'reprise.hnsw', version: 1 };

/** The one file of links. */
export const graphFile = 'graph';

/** What usearch writes behind the vectors: a head and the links. */
export const graphSection = 'links';
