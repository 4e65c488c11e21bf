/**
 * Writes the ONNX graph of an encoder of the BERT family from its weights. Inputs `input_ids`, `attention_mask` and,
 * where the model has token types, `token_type_ids` (int64, [batch, sequence]); output `last_hidden_state` (float32,
 * [batch, sequence, hidden]), or what a head makes of it. Devlin et al., arXiv 1810.04805; layer norm after each sum.
 */
import { type GraphBuilder, graphBuilder, type ValueInfo } from '../onnx/graph-builder.js';
import type { Weights } from '../safetensors/open-weights.js';
import { activate } from './activate.js';
import { type Architecture, longestSequence, type TensorNames } from './architecture.js';
import { type AttentionForm, attention } from './attention.js';
import { embeddings } from './embeddings.js';
import { layerNorm } from './layer-norm.js';
import { linear, type Precision } from './linear.js';
import { type Tensors, tensorsAround } from './named-tensors.js';
import { relativeBias } from './relative-bias.js';

export interface TransformerOptions {
  readonly attention: AttentionForm;
  readonly precision: Precision;
}

/** What the graph makes of the last layer, such as weights of the vocabulary. */
export type GraphHead = (
  graph: GraphBuilder,
  lastLayer: string,
  model: { readonly architecture: Architecture; readonly weights: Weights; readonly precision: Precision },
) => { readonly result: string; readonly output: ValueInfo };

const lastHiddenState: GraphHead = (_, result, { architecture }) => ({
  result,
  output: { name: 'last_hidden_state', type: 'float32', shape: ['batch', 'sequence', architecture.hidden] },
});

export function transformerGraph(
  architecture: Architecture,
  weights: Weights,
  options: TransformerOptions,
  head: GraphHead = lastHiddenState,
): Uint8Array {
  const graph = graphBuilder();
  const inputs = ['input_ids', 'attention_mask', ...(architecture.tokenTypes > 1 ? ['token_type_ids'] : [])];
  const tensors = tensorsAround(weights, ['embeddings.word_embeddings.weight'], 'encoder of the BERT family');
  const lastLayer = encoderLayers(graph, architecture, tensors, options);
  const { result, output } = head(graph, lastLayer, { architecture, weights, precision: options.precision });
  return graph.finish(
    inputs.map((name): ValueInfo => ({ name, type: 'int64', shape: ['batch', 'sequence'] })),
    result,
    output,
  );
}

function encoderLayers(
  graph: GraphBuilder,
  architecture: Architecture,
  tensors: Tensors,
  options: TransformerOptions,
): string {
  const { hidden, heads, layers, vocabulary, positions, tokenTypes, relativeBuckets, names } = architecture;
  const { attention: form, precision } = options;
  const project = (x: string, name: string, inputs: number, outputs: number): string => {
    const weight = tensors(`${name}.weight`, [outputs, inputs]);
    return linear(graph, x, { weight, bias: tensors(`${name}.bias`, [outputs]), inputs, outputs }, precision);
  };
  const normalise = (x: string, name: string): string => layerNorm(graph, x, name, tensors, architecture);

  const shape = graph.node('Shape', ['input_ids']);
  const sequence = graph.node('Gather', [shape, graph.integers([1])]);
  const mask = graph.node('Cast', ['attention_mask'], { attributes: { to: 6 } });
  const tables = {
    word: tensors('embeddings.word_embeddings.weight', [vocabulary, hidden]),
    position: tensors('embeddings.position_embeddings.weight', [positions, hidden]),
    tokenType:
      tokenTypes > 0 ? tensors('embeddings.token_type_embeddings.weight', [tokenTypes, hidden]) : undefined,
  };
  const bias =
    relativeBuckets === undefined
      ? undefined
      : relativeBias(
          graph,
          tensors('encoder.relative_attention_bias.weight', [relativeBuckets, heads]),
          { buckets: relativeBuckets, heads, longest: longestSequence(architecture) },
          sequence,
        );
  const embedded = embeddings(graph, architecture, tables, precision, sequence);
  let x = normalise(embedded, 'embeddings.LayerNorm');
  for (let layer = 0; layer < layers; layer++) {
    const name = (part: keyof TensorNames): string => names[part].replace('#', String(layer));
    const attended = attention(graph, form, {
      query: project(x, name('query'), hidden, hidden),
      key: project(x, name('key'), hidden, hidden),
      value: project(x, name('value'), hidden, hidden),
      mask,
      ...(bias === undefined ? {} : { bias }),
      heads,
      hidden,
    });
    const joined = project(attended, name('attentionOutput'), hidden, hidden);
    const middle = normalise(graph.node('Add', [joined, x]), name('attentionNorm'));
    const wide = activate(
      graph,
      project(middle, name('intermediate'), hidden, architecture.intermediate),
      architecture,
    );
    const narrow = project(wide, name('output'), architecture.intermediate, hidden);
    x = normalise(graph.node('Add', [narrow, middle]), name('outputNorm'));
  }
  return x;
}
