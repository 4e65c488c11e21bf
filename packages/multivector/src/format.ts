import type { FormatOptions } from '@reprise/storage';

/** What a saved index is. */
export const format: FormatOptions = { format: 'reprise.multivector', version: 2 };

/** The one file of documents. */
export const segmentFile = 'segment-1';
