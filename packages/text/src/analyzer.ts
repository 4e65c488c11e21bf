import type { Encoder } from '@reprise/spec';

/** Turns text into terms. As an encoder it gives each term's frequency, terms in order of first occurrence. */
export interface Analyzer extends Encoder<'text', 'terms'> {
  /** The tokens of `text` in order, repeated ones too. Refuses what is not a string with `INVALID_INPUT`. */
  readonly tokens: (text: string) => string[];
}
