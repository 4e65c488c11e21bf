/** A BERT of 48 words and 16 dimensions with invented weights, as a folder in memory. */

export type Folder = Map<string, Uint8Array>;

export interface InventedTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Numbers in −0.5…0.5 that follow from the name alone; layer norms' weights lie around 1. */
export function inventedTensor(name: string, shape: readonly number[]): InventedTensor {
  let state = 0;
  for (const letter of name) state = (Math.imul(state, 31) + letter.charCodeAt(0)) >>> 0;
  const offset = /LayerNorm|layer_norm/.test(name) && name.endsWith('weight') ? 1 : 0;
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround(state / 2 ** 32 - 0.5) + offset;
  });
  return { shape, values };
}

export function safetensorsOf(tensors: ReadonlyMap<string, InventedTensor>): Uint8Array {
  const header: Record<string, unknown> = {};
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  return rawSafetensors(
    header,
    [...tensors.values()].map(({ values }) => new Uint8Array(values.buffer)),
  );
}

/** A file with that header, whatever it claims. */
export function rawSafetensors(header: unknown, parts: readonly Uint8Array[]): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  return Uint8Array.from(Buffer.concat([length, json, ...parts]));
}

export function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

export const tinyConfig = {
  model_type: 'bert',
  vocab_size: 48,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 24,
  max_position_embeddings: 40,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
  hidden_act: 'gelu',
  pad_token_id: 0,
} as const;

/** Shapes of the tensors of a BERT with `tinyConfig`. */
export function tinyShapes(): ReadonlyMap<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>([
    ['embeddings.word_embeddings.weight', [48, 16]],
    ['embeddings.position_embeddings.weight', [40, 16]],
    ['embeddings.token_type_embeddings.weight', [2, 16]],
  ]);
  const add = (name: string, outputs: number, inputs?: number): void => {
    shapes.set(`${name}.weight`, inputs === undefined ? [outputs] : [outputs, inputs]);
    shapes.set(`${name}.bias`, [outputs]);
  };
  add('embeddings.LayerNorm', 16);
  for (const layer of [0, 1].map((number) => `encoder.layer.${number}`)) {
    for (const part of ['query', 'key', 'value']) add(`${layer}.attention.self.${part}`, 16, 16);
    add(`${layer}.attention.output.dense`, 16, 16);
    add(`${layer}.attention.output.LayerNorm`, 16);
    add(`${layer}.intermediate.dense`, 24, 16);
    add(`${layer}.output.dense`, 16, 24);
    add(`${layer}.output.LayerNorm`, 16);
  }
  return shapes;
}

export function tinyTensors(): Map<string, InventedTensor> {
  return new Map([...tinyShapes()].map(([name, shape]) => [name, inventedTensor(name, shape)]));
}

const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'b', 'c', '##a', '##b', '##c'];
const special = words.slice(0, 5);

/** Word pieces of the letters a, b and c; anything else is unknown. Truncates at 5, which nobody may heed. */
export const tinyTokenizer: {
  readonly model: {
    readonly vocab: Readonly<Record<string, number>>;
    readonly [setting: string]: unknown;
  };
  readonly [setting: string]: unknown;
} = {
  version: '1.0',
  truncation: { max_length: 5, strategy: 'LongestFirst', stride: 0, direction: 'Right' },
  padding: null,
  added_tokens: special.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(words.map((word, id) => [word, id])),
  },
};

export const sentenceModules = (...types: readonly string[]): Uint8Array =>
  jsonBytes(
    types.map((type, idx) => ({
      idx,
      name: String(idx),
      path: idx === 0 ? '' : `${idx}_${type}`,
      type: `sentence_transformers.models.${type}`,
    })),
  );

/** A whole folder: mean pooling, then length 1. */
export function tinyFolder(): Folder {
  return new Map([
    ['config.json', jsonBytes(tinyConfig)],
    ['tokenizer.json', jsonBytes(tinyTokenizer)],
    ['tokenizer_config.json', jsonBytes({ pad_token: '[PAD]', model_max_length: 40 })],
    ['modules.json', sentenceModules('Transformer', 'Pooling', 'Normalize')],
    ['1_Pooling/config.json', jsonBytes({ pooling_mode_mean_tokens: true })],
    ['model.safetensors', safetensorsOf(tinyTensors())],
  ]);
}
