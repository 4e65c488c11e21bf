import type { FormatOptions } from '@reprise/storage';

/** What a saved index is, and the names of its parts. */
export const format: FormatOptions = { format: 'reprise.sparse', version: 1 };

/** The one file of documents. */
export const segmentFile = 'segment-1';
