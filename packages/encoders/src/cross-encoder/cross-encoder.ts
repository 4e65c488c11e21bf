import type { Reranker } from '@reprise/spec';
import type { TransformerOptions } from '../model/open-transformer.js';

/** Reads a query and a document together and says how well they fit. */
export interface CrossEncoder extends Reranker<'text', 'text'> {
  /** Frees the model. Calls under way end first; later ones are refused. */
  readonly close: () => Promise<void>;
}

/** How logits become a score; the page of the package has the formulas. */
export type ScoreActivation = 'identity' | 'sigmoid' | 'softmax';
export const scoreActivations: readonly ScoreActivation[] = ['identity', 'sigmoid', 'softmax'];

/** Which text loses tokens where a pair is too long. */
export type PairTruncation = 'longestFirst' | 'document';

export interface CrossEncoderOptions extends TransformerOptions {
  /** What the re-ranker is called. Default: the folder's name. */
  readonly name?: string;
  /** Tokens of a pair at most, special ones included. Default: what the folder says. */
  readonly maxTokens?: number;
  /**
   * `longestFirst` cuts the longer text down to the shorter one, then both alike; `document` cuts the document alone, and
   * the query where it fills the pair by itself. Default `longestFirst`, as in sentence-transformers.
   */
  readonly truncation?: PairTruncation;
  /** Form of a query. `maxTokens` counts its word pieces alone. Default: the folder's prompt, no limit of its own. */
  readonly query?: { readonly prefix?: string; readonly maxTokens?: number };
  /**
   * What becomes of the logits. `identity`: log-odds; `sigmoid`: of the label's logit; `softmax`: the label's probability
   * among several. Default: what the folder says, else `sigmoid` of one label and `identity` of several
   * (sentence-transformers).
   */
  readonly activation?: ScoreActivation;
  /**
   * The label that a good document has, by its name in config.json or its number. Default: the only one; one that is called
   * `entailment`, `relevant`, `true`, `yes` or `positive`; the second of two without names.
   */
  readonly label?: string | number;
  /** Tokens in one batch at most, padding included. Default 256, as for vectors. */
  readonly batchTokens?: number;
  /** The graph's output with the logits. Default: `logits` or the only one. */
  readonly output?: string;
}
