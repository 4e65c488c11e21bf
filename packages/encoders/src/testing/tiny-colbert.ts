/** The tiny BERT as a ColBERT of 6 dimensions, in PyLate's and in Stanford's layout, with the same rows in both. */
import {
  type Folder,
  inventedTensor,
  jsonBytes,
  safetensorsOf,
  tinyFolder,
  tinyTensors,
  tinyTokenizer,
} from './tiny-model.js';

const markers = ['[unused0]', '[unused1]'];
const vocab = { ...tinyTokenizer.model.vocab, '[unused0]': 11, '[unused1]': 12, ',': 13, '.': 14 };

/** Knows the markers as words of texts too, so that any encoder can be asked what they come to. */
export const markedTokenizer: typeof tinyTokenizer = {
  ...tinyTokenizer,
  added_tokens: [
    ...(tinyTokenizer.added_tokens as readonly object[]),
    ...markers.map((content, i) => ({
      id: 11 + i,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: false,
    })),
  ],
  model: { ...tinyTokenizer.model, vocab },
};

export const pylateConfig = {
  model_type: 'ColBERT',
  prompts: {},
  default_prompt_name: null,
  similarity_fn_name: 'MaxSim',
  query_prefix: '[unused0]',
  document_prefix: '[unused1]',
  query_length: 12,
  document_length: 20,
  attend_to_expansion_tokens: false,
  do_query_expansion: true,
  skiplist_words: [',', '.', 'no such word'],
} as const;

export const denseConfig = {
  in_features: 16,
  out_features: 6,
  bias: false,
  activation_function: 'torch.nn.modules.linear.Identity',
  use_residual: false,
} as const;

export const stanfordMetadata = {
  query_token_id: '[unused0]',
  doc_token_id: '[unused1]',
  query_token: '[Q]',
  doc_token: '[D]',
  query_maxlen: 12,
  doc_maxlen: 20,
  dim: 6,
  mask_punctuation: true,
  attend_to_mask_tokens: false,
  similarity: 'cosine',
  interaction: 'colbert',
} as const;

export const pylateModules = (...types: readonly string[]): Uint8Array =>
  jsonBytes(
    ['sentence_transformers.models.Transformer', ...types].map((type, idx) => ({
      idx,
      name: String(idx),
      path: idx === 0 ? '' : `${idx}_Dense`,
      type,
    })),
  );

const head = inventedTensor('linear.weight', [6, 16]);

export function pylateFolder(): Folder {
  const folder = tinyFolder();
  folder.delete('1_Pooling/config.json');
  return folder
    .set('tokenizer.json', jsonBytes(markedTokenizer))
    .set('modules.json', pylateModules('pylate.models.Dense.Dense'))
    .set('config_sentence_transformers.json', jsonBytes(pylateConfig))
    .set('1_Dense/config.json', jsonBytes(denseConfig))
    .set('1_Dense/model.safetensors', safetensorsOf(new Map([['linear.weight', head]])));
}

export function stanfordFolder(): Folder {
  const folder = tinyFolder();
  folder.delete('1_Pooling/config.json');
  folder.delete('modules.json');
  const tensors = [...tinyTensors()].map(([name, tensor]) => [`bert.${name}`, tensor] as const);
  return folder
    .set('tokenizer.json', jsonBytes(markedTokenizer))
    .set('artifact.metadata', jsonBytes(stanfordMetadata))
    .set('model.safetensors', safetensorsOf(new Map([...tensors, ['linear.weight', head]])));
}
