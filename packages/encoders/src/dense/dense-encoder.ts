import type { Encoder } from '@reprise/spec';
import type { Similarity } from '../folder/read-settings.js';
import type { TransformerOptions } from '../model/open-transformer.js';
import type { ModuleSettings } from '../pooling/modules.js';
import type { SegmentTemplate } from '../tokenizer/join-segments.js';
import type { InputTemplate } from '../tokenizer/text-tokenizer.js';

/** Makes a vector of a text. Vectors of equal `space` are comparable. */
export interface DenseEncoder extends Encoder<'text', 'vector'> {
  readonly space: string;
  readonly dimensions: number;
  /** How the model wants its vectors compared. */
  readonly similarity: Similarity;
  /** What stands between the texts of a query; absent where a query is one text. */
  readonly separator?: string;
  /** Frees the model. Calls under way end first; later ones are refused. */
  readonly close: () => Promise<void>;
}

/** The form of a query. */
export interface QueryTemplate extends InputTemplate {
  /** For encoders of feedback: a query's text may hold passages behind it. Default: it is one text. */
  readonly segments?: SegmentTemplate;
}

/** What a model was trained with. A folder says it itself in most cases; `presets` hold it for those that do not. */
export interface DenseConventions {
  /** Pooling and what follows it. Default: the folder's modules.json. */
  readonly modules?: readonly ModuleSettings[];
  /** Form of a query. Default: the folder's prompt and length. */
  readonly query?: QueryTemplate;
  /** Form of a document. Default: the folder's prompt and length. */
  readonly document?: InputTemplate;
  /** Default: the folder's, else `cosine`, as in sentence-transformers. */
  readonly similarity?: Similarity;
  /**
   * Name of the vectors' space: the same for the same weights and pooling, however they are stored and in whatever
   * precision they run. Default: the folder's name.
   */
  readonly space?: string;
}

export interface DenseEncoderOptions extends DenseConventions, TransformerOptions {
  /** Tokens in one batch at most, padding included. Default 256: larger ones save nothing and fall out of caches. */
  readonly batchTokens?: number;
  /** The graph's output with one row a token. Default: `last_hidden_state`, `token_embeddings` or the only one. */
  readonly output?: string;
}
