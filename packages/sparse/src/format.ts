import type { FormatOptions } from '@reprise/storage';

/** What a saved index is, and the names of its parts. */
export const format: FormatOptions = { format: 'reprise.sparse', version: 1 };

/** The one file of documents. */
export const segmentFile = 'segment-1';

/** What the manifest knows beyond segments. Counts are checked against the segment at opening. */
export interface Properties {
  /** Absent where documents brought their own terms. */
  readonly analyzer?: string;
  readonly terms: number;
  readonly postings: number;
  readonly text: boolean;
}
