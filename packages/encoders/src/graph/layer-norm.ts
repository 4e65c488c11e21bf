import type { GraphBuilder } from '../onnx/graph-builder.js';
import type { Architecture } from './architecture.js';
import type { Tensors } from './named-tensors.js';

/** Layer normalisation over the last axis with the tensors `<name>.weight` and `<name>.bias`. */
export function layerNorm(
  graph: GraphBuilder,
  x: string,
  name: string,
  tensors: Tensors,
  { hidden, epsilon }: Architecture,
): string {
  const parameters = ['weight', 'bias'].map((part) =>
    graph.tensor('float32', [hidden], tensors(`${name}.${part}`, [hidden])),
  );
  return graph.node('LayerNormalization', [x, ...parameters], {
    attributes: { axis: -1, epsilon: { float: epsilon } },
  });
}
