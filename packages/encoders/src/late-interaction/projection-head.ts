/**
 * The rows of the last layer, projected: y = f(W·h + b) + R·h for each layer in turn, where R is nothing, one or a matrix.
 * Khattab and Zaharia, arXiv 2004.12832, section 3.2 (one layer without bias); the residual is PyLate's.
 *
 * It is a part of the graph, in float32 whatever the precision of the layers before: a row of 96 to 128 values suffers
 * more from rounding than it gains.
 */
import { RepriseError } from '@reprise/spec';
import { linear } from '../graph/linear.js';
import type { GraphHead } from '../graph/transformer.js';
import type { Weights } from '../safetensors/open-weights.js';

export interface Projection {
  readonly inputs: number;
  readonly outputs: number;
  readonly hasBias: boolean;
  readonly activation: 'identity' | 'tanh' | 'relu';
  readonly hasResidual: boolean;
  /** Where `linear.weight`, `linear.bias` and `residual.weight` are; undefined: among the transformer's own. */
  readonly weights: Weights | undefined;
  /** The file that says so, for messages. */
  readonly path: string;
}

export function projectionHead(projections: readonly Projection[]): GraphHead {
  return (graph, lastLayer, { architecture: { hidden }, weights: own }) => {
    let [x, width] = [lastLayer, hidden];
    for (const { inputs, outputs, hasBias, activation, hasResidual, weights = own, path } of projections) {
      if (inputs !== width) {
        throw new RepriseError(
          'DIMENSION_MISMATCH',
          `${path} projects rows of ${inputs} values and those before it have ${width}: the folder mixes two models`,
          { details: { path, expected: width, found: inputs } },
        );
      }
      const weight = weights.floats('linear.weight', [outputs, inputs]);
      const bias = hasBias ? weights.floats('linear.bias', [outputs]) : new Float32Array(outputs);
      const projected = linear(graph, x, { weight, bias, inputs, outputs }, 'f32');
      const activated =
        activation === 'identity'
          ? projected
          : graph.node(activation === 'tanh' ? 'Tanh' : 'Relu', [projected]);
      if (hasResidual) {
        const residual =
          inputs === outputs
            ? x
            : linear(
                graph,
                x,
                {
                  weight: weights.floats('residual.weight', [outputs, inputs]),
                  bias: new Float32Array(outputs),
                  inputs,
                  outputs,
                },
                'f32',
              );
        x = graph.node('Add', [activated, residual]);
      } else x = activated;
      width = outputs;
    }
    return {
      result: x,
      output: { name: 'token_embeddings', type: 'float32', shape: ['batch', 'sequence', width] },
    };
  };
}
