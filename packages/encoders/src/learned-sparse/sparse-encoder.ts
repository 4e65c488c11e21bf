import type { Encoder } from '@reprise/spec';
import type { TransformerOptions } from '../model/open-transformer.js';
import type { InputTemplate } from '../tokenizer/text-tokenizer.js';

/**
 * `splade`: a masked language model's head, for both sides. `uniCoil`: one weight a token, for both sides.
 * `deepImpact`: one weight a word for documents; a query's words weigh 1 each.
 * `inferenceFree`: a masked language model's head for documents, a table of word weights for queries.
 */
export type SparseKind = 'splade' | 'uniCoil' | 'deepImpact' | 'inferenceFree';
export const sparseKinds: readonly SparseKind[] = ['splade', 'uniCoil', 'deepImpact', 'inferenceFree'];

/** Makes weighted word pieces of a text (`deepImpact`: words), an index's impacts. An empty text may have some too. */
export interface SparseEncoder extends Encoder<'text', 'terms'> {
  readonly kind: SparseKind;
  /** Frees the model. Calls under way end first; later ones are refused. */
  readonly close: () => Promise<void>;
}

/** Which of a text's terms are kept. Both limits hold where both are given. */
export interface Pruning {
  /** Keep weights above this part of the largest one, 0 to 1. Default 0: all. */
  readonly ratio?: number;
  /** Keep so many of the largest weights; of equal ones the first in the vocabulary. Default: all. */
  readonly terms?: number;
}

/** The form of a text and of what is made of it. */
export interface SparseInput extends InputTemplate {
  /** Default: nothing is pruned. */
  readonly prune?: Pruning;
}

export interface SparseEncoderOptions extends TransformerOptions {
  /** Default: what the folder says; one that does not say it is refused. */
  readonly kind?: SparseKind;
  /** Form of a query. Default: the folder's length; 128 tokens in `uniCoil`, as in Pyserini. */
  readonly query?: SparseInput;
  /** Form of a document. Default: the folder's length; 512 tokens in `uniCoil`, as in Pyserini. */
  readonly document?: SparseInput;
  /**
   * Whether the logarithm is taken twice, log(1 + log(1 + relu(x))), as the ℓ0 family (arXiv 2504.14839) was trained.
   * Default: what the folder's SpladePooling says, else false.
   */
  readonly secondLogarithm?: boolean;
  /** Whether terms such as `[SEP]` stay, as in Pyserini, or go, as in Anserini's queries. Default `keep`. */
  readonly specials?: 'keep' | 'drop';
  /** 8: whole weights from 1 to 255, w / 5 · 256, as Anserini and Pyserini index them. Default: weights as they are. */
  readonly bits?: 8;
  /** What the encoder is called. Default: the folder's name. */
  readonly name?: string;
  /** Tokens in one batch at most, padding included. Default 512: the logits of a batch are large. */
  readonly batchTokens?: number;
  /**
   * The graph's output to read. Default: `sparse` or `logits` of SPLADE, `token_weights` of uniCOIL,
   * `impact_scores` or `token_weights` of DeepImpact, or the only one.
   */
  readonly output?: string;
}
