import { linear } from './linear.js';
import { tensorsAround } from './named-tensors.js';
import type { GraphHead } from './transformer.js';

/**
 * relu(W·h + b), one number a token: output `token_weights` [batch, sequence, 1]. Lin and Ma, arXiv 2106.14807
 * (uniCOIL); the tensors are named as castorini's checkpoints name them.
 */
export const tokenWeightHead: GraphHead = (graph, lastLayer, { architecture: { hidden }, weights }) => {
  const tensors = tensorsAround(weights, ['tok_proj.weight'], 'projection tok_proj');
  const weight = tensors('tok_proj.weight', [1, hidden]);
  const layer = { weight, bias: tensors('tok_proj.bias', [1]), inputs: hidden, outputs: 1 };
  // One row gains nothing from int8.
  const result = graph.node('Relu', [linear(graph, lastLayer, layer, 'f32')]);
  return { result, output: { name: 'token_weights', type: 'float32', shape: ['batch', 'sequence', 1] } };
};
