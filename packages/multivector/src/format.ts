import type { FormatOptions } from '@reprise/storage';

/** What a saved index is. */
export const format: FormatOptions = { format: 'reprise.multivector', version: 1 };

/** The one file of documents. */
export const segmentFile = 'segment-1';
