import type { GraphBuilder } from '../onnx/graph-builder.js';
import type { Architecture } from './architecture.js';

export function activate(graph: GraphBuilder, x: string, { activation }: Architecture): string {
  if (activation === 'Relu') return graph.node('Relu', [x]);
  if (activation === 'Gelu') return graph.node('Gelu', [x]);
  return graph.node('Gelu', [x], { attributes: { approximate: 'tanh' } });
}
