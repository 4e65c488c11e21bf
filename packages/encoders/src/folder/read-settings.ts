import { RepriseError } from '@reprise/spec';
import { fields } from './fields.js';
import type { ModelFiles } from './model-files.js';
import { type JsonObject, readJsonObject } from './read-json.js';

/** How alike two vectors are, as the model was trained to say it. */
export type Similarity = 'cosine' | 'dot' | 'euclidean';

const similarities: ReadonlyMap<unknown, Similarity> = new Map([
  ['cosine', 'cosine'],
  ['dot', 'dot'],
  ['dot_product', 'dot'],
  ['euclidean', 'euclidean'],
]);

/** What a folder says of texts and scores, beside its modules. */
export interface FolderSettings {
  readonly lowerCase: boolean;
  /** Tokens at most; absent where nothing says so. */
  readonly maxTokens?: number;
  readonly prompts: { readonly query: string; readonly document: string };
  readonly similarity?: Similarity;
}

/**
 * Of `sentence_bert_config.json` beside the transformer, `tokenizer_config.json` and
 * `config_sentence_transformers.json`.
 */
export async function readSettings(files: ModelFiles, transformer: string): Promise<FolderSettings> {
  const sentencePath = `${transformer}sentence_bert_config.json`;
  const sentence = fields((await readJsonObject(files, sentencePath)) ?? {}, sentencePath);
  const tokenizer = (await readJsonObject(files, 'tokenizer_config.json')) ?? {};
  const path = 'config_sentence_transformers.json';
  const config = (await readJsonObject(files, path)) ?? {};

  // Tokenizers without a limit say about 10^30.
  const stated = typeof tokenizer.model_max_length === 'number' ? tokenizer.model_max_length : 0;
  const maxTokens = sentence.count('max_seq_length', 0, 0) || (stated < 1e6 ? stated : 0);
  const named = config.similarity_fn_name ?? undefined;
  const similarity = similarities.get(named);
  if (named !== undefined && similarity === undefined) {
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `${path} names the similarity ${JSON.stringify(named)}: cosine, dot and euclidean are known`,
      { details: { path, value: named } },
    );
  }
  return {
    lowerCase: sentence.flag('do_lower_case', false),
    prompts: promptsOf(config),
    ...(maxTokens > 0 ? { maxTokens } : {}),
    ...(similarity === undefined ? {} : { similarity }),
  };
}

/** The prompt of each side under the names that sentence-transformers looks for, else the default prompt. */
function promptsOf(config: JsonObject): FolderSettings['prompts'] {
  const prompts = new Map(Object.entries((config.prompts ?? {}) as JsonObject));
  const prompt = (...names: readonly unknown[]): string => {
    const found = names.map((name) => prompts.get(name as string)).find((text) => typeof text === 'string');
    return (found as string | undefined) ?? '';
  };
  const fallback = config.default_prompt_name;
  return { query: prompt('query', fallback), document: prompt('document', 'passage', 'corpus', fallback) };
}
