import type { FormatOptions } from '@reprise/storage';

/** What a saved index is, and the names of its parts. */
export const format: FormatOptions = { format: 'reprise.dense', version: 1 };

/** The one file of documents. */
export const segmentFile = 'segment-1';

/** Vectors, unpadded: f16 where that is the precision, else f32. */
export const vectorSection = 'vectors';
