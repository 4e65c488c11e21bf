import type { ModelFiles } from '../folder/model-files.js';
import { readJsonObject } from '../folder/read-json.js';
import type { GraphHead } from '../graph/transformer.js';

/** What a ColBERT folder says of one side. */
export interface SideLayout {
  /** The token behind the first one that tells queries from documents; undefined where there is none. */
  readonly marker: string | undefined;
  /** Tokens at most, marker and special ones included. */
  readonly maxTokens: number;
}

/** How a ColBERT folder wants its texts and what it makes of the last layer's rows. */
export interface TokenLayout {
  /** The file that says so, for messages. */
  readonly path: string;
  /** Folder of the transformer, `''` or with a slash behind. */
  readonly transformer: string;
  readonly head: GraphHead;
  readonly query: SideLayout;
  readonly document: SideLayout;
  /** Stands before the texts of both sides. */
  readonly prompt: string;
  /** Whether queries are filled up with mask tokens, all of whose rows count. */
  readonly expands: boolean;
  /** The mask token, `[MASK]` in BERT. */
  readonly mask: string;
  /** Whether the other tokens of a query attend to those. */
  readonly attendsToExpansion: boolean;
  /** Tokens whose rows a document loses once they were encoded. */
  readonly skipped: readonly string[];
}

/** The 32 signs of ASCII, which both families of checkpoints leave out of documents. */
export const punctuation: readonly string[] = [...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'];

/** A text has to have room for `[CLS]`, marker and `[SEP]` and to be a text still. */
export const leastLength = 8;

/** What the tokenizer calls its mask token. */
export async function maskToken(files: ModelFiles): Promise<string> {
  const named = (await readJsonObject(files, 'tokenizer_config.json'))?.mask_token;
  const content = (named as { readonly content?: unknown } | null | undefined)?.content ?? named;
  return typeof content === 'string' ? content : '[MASK]';
}
