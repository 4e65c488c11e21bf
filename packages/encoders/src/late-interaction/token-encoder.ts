import type { Encoder } from '@reprise/spec';
import type { TransformerOptions } from '../model/open-transformer.js';
import type { InputTemplate } from '../tokenizer/text-tokenizer.js';

/** Makes a row of length 1 of each token of a text. Rows of equal `space` are comparable, by inner product. */
export interface TokenEncoder extends Encoder<'text', 'tokens'> {
  readonly space: string;
  readonly dimensions: number;
  /** Frees the model. Calls under way end first; later ones are refused. */
  readonly close: () => Promise<void>;
}

/** The form of a text. Markers and filling are the folder's and stay as it says. */
export type TokenInput = Pick<InputTemplate, 'prefix' | 'suffix' | 'maxTokens'>;

export interface TokenEncoderOptions extends TransformerOptions {
  /** Form of a query. Default: the folder's prompt and length; a ColBERT query is filled up to that length. */
  readonly query?: TokenInput;
  /** Form of a document. Default: the folder's prompt and length. */
  readonly document?: TokenInput;
  /**
   * Whether a folder that is no ColBERT keeps the rows of `[CLS]`, `[SEP]` and their like, on both sides. Default `keep`,
   * which ranks better with MiniLM (figures: page of the package). A ColBERT says itself which rows it has, and is
   * refused with this option.
   */
  readonly specials?: 'keep' | 'drop';
  /**
   * Name of the rows' space: the same for the same weights and head, however they are stored and in whatever precision
   * they run. Default: the folder's name, with `/tokens` behind it where the folder is no ColBERT, since its vectors are
   * of another space than its rows.
   */
  readonly space?: string;
  /** Tokens in one batch at most, padding included. Default 256, as for vectors. */
  readonly batchTokens?: number;
  /** The graph's output with one row a token. Default: `last_hidden_state`, `token_embeddings` or the only one. */
  readonly output?: string;
}
