import type { Encoder } from '@reprise/spec';

/** What can be kept: encoders of texts that write vectors, terms or token rows, with or without something to close. */
export type TextEncoder = (
  | Encoder<'text', 'vector'>
  | Encoder<'text', 'terms'>
  | Encoder<'text', 'tokens'>
) & {
  readonly close?: () => Promise<void>;
};

export interface CacheOptions {
  /** Distinguishes encoders beyond their name and what they make of a fixed text. Default none. */
  readonly identity?: string;
}

export interface CacheCounts {
  /** Records that can be served. */
  readonly records: number;
  /** Texts that were served from disk since the cache was opened. */
  readonly found: number;
  /** Texts that the encoder was asked for since then. */
  readonly made: number;
  /** Records whose bytes were damaged; what they held is made again when it is asked for. */
  readonly damaged: number;
  /** Bytes at the ends of segments that no record could be read of, such as a kill leaves. */
  readonly droppedBytes: number;
}

/** The encoder with all it says of itself; its `close` closes the encoder too. */
export type CachedEncoder<E extends TextEncoder> = Omit<E, 'close'> & {
  readonly counts: () => CacheCounts;
  /** Finishes writing and closes the encoder. */
  readonly close: () => Promise<void>;
};
