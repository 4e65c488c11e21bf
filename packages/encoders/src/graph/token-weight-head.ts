import { linear } from './linear.js';
import { tensorsAround } from './named-tensors.js';
import type { GraphHead } from './transformer.js';

/**
 * relu(W·h + b), one number a token: output `token_weights` [batch, sequence, 1]. `name` is that of the projection's
 * tensors: `tok_proj` in castorini's checkpoints of uniCOIL (Lin and Ma, arXiv 2106.14807), `impact_score_encoder.0` in
 * those of DeeperImpact (Basnet et al., arXiv 2405.17093).
 */
export function tokenWeightHead(name: 'tok_proj' | 'impact_score_encoder.0'): GraphHead {
  return (graph, lastLayer, { architecture: { hidden }, weights }) => {
    const tensors = tensorsAround(weights, [`${name}.weight`], `projection ${name}`);
    const weight = tensors(`${name}.weight`, [1, hidden]);
    const layer = { weight, bias: tensors(`${name}.bias`, [1]), inputs: hidden, outputs: 1 };
    // One row gains nothing from int8.
    const result = graph.node('Relu', [linear(graph, lastLayer, layer, 'f32')]);
    return { result, output: { name: 'token_weights', type: 'float32', shape: ['batch', 'sequence', 1] } };
  };
}
