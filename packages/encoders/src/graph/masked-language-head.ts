/**
 * Head of a masked language model, pooled inside the graph: the output `maxima` [batch, vocabulary] holds each word's
 * largest logit over the tokens of a text, padding left out.
 *
 *     t = layerNorm(activation(W·h + b))      logit = E·t + c      E: the decoder, else the word table
 *
 * Devlin et al., arXiv 1810.04805. The vocabulary is cut into slices, so that a batch never has all its logits in
 * memory: those of one text of 512 tokens are 62 MB.
 */
import type { GraphBuilder } from '../onnx/graph-builder.js';
import type { Weights } from '../safetensors/open-weights.js';
import { activate } from './activate.js';
import { layerNorm } from './layer-norm.js';
import { linear } from './linear.js';
import { tensorsAround } from './named-tensors.js';
import type { GraphHead } from './transformer.js';

interface HeadNames {
  readonly dense: string;
  readonly norm: string;
  readonly decoder: string;
  /** The bias has either of two names; both hold the same numbers where both are stored. */
  readonly biases: readonly [string, string];
}

const layouts: readonly HeadNames[] = [
  {
    dense: 'cls.predictions.transform.dense',
    norm: 'cls.predictions.transform.LayerNorm',
    decoder: 'cls.predictions.decoder.weight',
    biases: ['cls.predictions.bias', 'cls.predictions.decoder.bias'],
  },
  {
    dense: 'lm_head.dense',
    norm: 'lm_head.layer_norm',
    decoder: 'lm_head.decoder.weight',
    biases: ['lm_head.bias', 'lm_head.decoder.bias'],
  },
  {
    dense: 'vocab_transform',
    norm: 'vocab_layer_norm',
    decoder: 'vocab_projector.weight',
    biases: ['vocab_projector.bias', 'vocab_projector.bias'],
  },
];

const sliceOfVocabulary = 4096;

export const maskedLanguageHead: GraphHead = (graph, lastLayer, { architecture, weights, precision }) => {
  const { hidden, vocabulary } = architecture;
  const marks = layouts.map(({ dense }) => `${dense}.weight`);
  const tensors = tensorsAround(weights, marks, 'head of a masked language model');
  const has = (name: string): boolean => weights.names.some((n) => n === name || n.endsWith(`.${name}`));
  const names = layouts.find(({ dense }) => has(`${dense}.weight`))!;

  const dense = {
    weight: tensors(`${names.dense}.weight`, [hidden, hidden]),
    bias: tensors(`${names.dense}.bias`, [hidden]),
    inputs: hidden,
    outputs: hidden,
  };
  const wide = activate(graph, linear(graph, lastLayer, dense, precision), architecture);
  const transformed = layerNorm(graph, wide, names.norm, tensors, architecture);
  const decoder = has(names.decoder)
    ? tensors(names.decoder, [vocabulary, hidden])
    : wordTable(weights, [vocabulary, hidden]);
  const bias = tensors(has(names.biases[0]) ? names.biases[0] : names.biases[1], [vocabulary]);

  const padding = paddingPenalty(graph);
  const maxima: string[] = [];
  for (let from = 0; from < vocabulary; from += sliceOfVocabulary) {
    const to = Math.min(from + sliceOfVocabulary, vocabulary);
    const slice = {
      weight: decoder.subarray(from * hidden, to * hidden),
      bias: bias.subarray(from, to),
      inputs: hidden,
      outputs: to - from,
    };
    const logits = graph.node('Add', [linear(graph, transformed, slice, precision), padding]);
    maxima.push(graph.node('ReduceMax', [logits, graph.integers([1])], { attributes: { keepdims: 0 } }));
  }
  return {
    result: graph.node('Concat', maxima, { attributes: { axis: 1 } }),
    output: { name: 'maxima', type: 'float32', shape: ['batch', vocabulary] },
  };
};

function wordTable(weights: Weights, shape: readonly number[]): Float32Array {
  const mark = 'embeddings.word_embeddings.weight';
  return tensorsAround(weights, [mark], 'table of words')(mark, shape);
}

/** [batch, sequence, 1]: 0 for a token and −10⁹ for padding, less than any logit. */
function paddingPenalty(graph: GraphBuilder): string {
  const mask = graph.node('Cast', ['attention_mask'], { attributes: { to: 1 } });
  const penalty = graph.node('Mul', [
    graph.node('Sub', [graph.floats([1], []), mask]),
    graph.floats([-1e9], []),
  ]);
  return graph.node('Unsqueeze', [penalty, graph.integers([2])]);
}
