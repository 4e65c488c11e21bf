import { RepriseError } from '@reprise/spec';
import { type Fields, fields } from '../folder/fields.js';
import type { JsonObject } from '../folder/read-json.js';
import type { Architecture, TensorNames } from './architecture.js';

const bertNames: TensorNames = {
  query: 'encoder.layer.#.attention.self.query',
  key: 'encoder.layer.#.attention.self.key',
  value: 'encoder.layer.#.attention.self.value',
  attentionOutput: 'encoder.layer.#.attention.output.dense',
  attentionNorm: 'encoder.layer.#.attention.output.LayerNorm',
  intermediate: 'encoder.layer.#.intermediate.dense',
  output: 'encoder.layer.#.output.dense',
  outputNorm: 'encoder.layer.#.output.LayerNorm',
};

const mpnetNames: TensorNames = {
  ...bertNames,
  query: 'encoder.layer.#.attention.attn.q',
  key: 'encoder.layer.#.attention.attn.k',
  value: 'encoder.layer.#.attention.attn.v',
  attentionOutput: 'encoder.layer.#.attention.attn.o',
  attentionNorm: 'encoder.layer.#.attention.LayerNorm',
};

const distilbertNames: TensorNames = {
  query: 'transformer.layer.#.attention.q_lin',
  key: 'transformer.layer.#.attention.k_lin',
  value: 'transformer.layer.#.attention.v_lin',
  attentionOutput: 'transformer.layer.#.attention.out_lin',
  attentionNorm: 'transformer.layer.#.sa_layer_norm',
  intermediate: 'transformer.layer.#.ffn.lin1',
  output: 'transformer.layer.#.ffn.lin2',
  outputNorm: 'transformer.layer.#.output_layer_norm',
};

const activations: ReadonlyMap<string, Architecture['activation']> = new Map([
  ['gelu', 'Gelu'],
  ['gelu_new', 'GeluTanh'],
  ['gelu_pytorch_tanh', 'GeluTanh'],
  ['relu', 'Relu'],
]);

/** Of config.json. `UNSUPPORTED_FORMAT` for a model type or a setting that the graph writer does not know. */
export function readArchitecture(config: JsonObject, path: string): Architecture {
  const read = fields(config, path);
  const type = read.text('model_type', '');
  const architecture = familyOf(type, read, path);
  if (architecture.hidden % architecture.heads !== 0) {
    throw refusal(path, 'num_attention_heads', architecture.heads, `a divisor of ${architecture.hidden}`);
  }
  return architecture;
}

function familyOf(type: string, read: Fields, path: string): Architecture {
  switch (type) {
    case 'bert':
      return { ...common(read, path), positionIds: 'fromZero', tokenTypes: read.count('type_vocab_size', 2) };
    case 'dpr': {
      const projection = read.count('projection_dim', 0, 0);
      if (projection !== 0) throw refusal(path, 'projection_dim', projection, '0');
      return { ...common(read, path), positionIds: 'fromZero', tokenTypes: read.count('type_vocab_size', 2) };
    }
    case 'roberta':
    case 'xlm-roberta':
    case 'camembert':
      return { ...common(read, path), positionIds: 'fromPad', tokenTypes: read.count('type_vocab_size', 1) };
    case 'mpnet':
      return {
        ...common(read, path),
        positionIds: 'fromPad',
        tokenTypes: 0,
        relativeBuckets: read.count('relative_attention_num_buckets', 32),
        names: mpnetNames,
      };
    case 'distilbert':
      return {
        layers: read.count('n_layers'),
        heads: read.count('n_heads'),
        hidden: read.count('dim'),
        intermediate: read.count('hidden_dim'),
        vocabulary: read.count('vocab_size'),
        positions: read.count('max_position_embeddings', 512),
        epsilon: 1e-12,
        activation: activationOf(read.text('activation', 'gelu'), path),
        positionIds: 'fromZero',
        pad: read.count('pad_token_id', 0, 0),
        tokenTypes: 0,
        names: distilbertNames,
      };
    default:
      throw new RepriseError(
        'UNSUPPORTED_FORMAT',
        `${path} is of the model type ${JSON.stringify(type)}, which safetensors are not read of (bert, dpr, ` +
          'roberta, xlm-roberta, camembert, distilbert and mpnet are): add an onnx/model.onnx to the folder',
        { details: { path, value: type } },
      );
  }
}

type Common = Omit<Architecture, 'positionIds' | 'tokenTypes'>;

function common(read: Fields, path: string): Common {
  const positionType = read.text('position_embedding_type', 'absolute');
  if (positionType !== 'absolute') throw refusal(path, 'position_embedding_type', positionType, 'absolute');
  if (read.flag('is_decoder', false)) throw refusal(path, 'is_decoder', true, 'false');
  return {
    layers: read.count('num_hidden_layers'),
    heads: read.count('num_attention_heads'),
    hidden: read.count('hidden_size'),
    intermediate: read.count('intermediate_size'),
    vocabulary: read.count('vocab_size'),
    positions: read.count('max_position_embeddings'),
    epsilon: read.number('layer_norm_eps', 1e-12),
    activation: activationOf(read.text('hidden_act', 'gelu'), path),
    pad: read.count('pad_token_id', 0, 0),
    names: bertNames,
  };
}

function activationOf(name: string, path: string): Architecture['activation'] {
  const found = activations.get(name);
  if (found === undefined) throw refusal(path, 'hidden_act', name, [...activations.keys()].join(', '));
  return found;
}

function refusal(path: string, field: string, value: unknown, known: string): RepriseError {
  return new RepriseError(
    'UNSUPPORTED_FORMAT',
    `${path} says ${field} = ${JSON.stringify(value)}: this reads ${known}; add an onnx/model.onnx to the folder`,
    { details: { path, field, value } },
  );
}
