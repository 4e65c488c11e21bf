/**
 * Multi-head self-attention: softmax(q·kᵀ/√d + bias + mask)·v, Vaswani et al., arXiv 1706.03762, equation 1.
 * `fused` is one node of ONNX Runtime, `plain` the same in operators of the ONNX standard.
 */
import type { GraphBuilder } from '../onnx/graph-builder.js';

export type AttentionForm = 'fused' | 'plain';

export interface AttentionInputs {
  /** [batch, sequence, hidden] each. */
  readonly query: string;
  readonly key: string;
  readonly value: string;
  /** [batch, sequence], int32: 1 for a token, 0 for padding. */
  readonly mask: string;
  /** [1, heads, sequence, sequence], added to the scores; absent without one. */
  readonly bias?: string;
  readonly heads: number;
  readonly hidden: number;
}

export function attention(graph: GraphBuilder, form: AttentionForm, inputs: AttentionInputs): string {
  const { query, key, value, mask, bias = '', heads, hidden } = inputs;
  if (form === 'fused') {
    return graph.node('MultiHeadAttention', [query, key, value, '', mask, bias], {
      domain: 'com.microsoft',
      attributes: { num_heads: heads },
    });
  }
  const headShape = graph.integers([0, 0, heads, hidden / heads]);
  const split = (x: string, perm: readonly number[]): string =>
    graph.node('Transpose', [graph.node('Reshape', [x, headShape])], { attributes: { perm } });
  const products = graph.node('MatMul', [split(query, [0, 2, 1, 3]), split(key, [0, 2, 3, 1])]);
  const scaled = graph.node('Mul', [products, graph.floats([1 / Math.sqrt(hidden / heads)], [])]);
  const biased = bias === '' ? scaled : graph.node('Add', [scaled, bias]);
  const masked = graph.node('Add', [biased, additive(graph, mask)]);
  const weights = graph.node('Softmax', [masked], { attributes: { axis: -1 } });
  const rows = graph.node('Transpose', [graph.node('MatMul', [weights, split(value, [0, 2, 1, 3])])], {
    attributes: { perm: [0, 2, 1, 3] },
  });
  return graph.node('Reshape', [rows, graph.integers([0, 0, hidden])]);
}

/** 0 for a token, -10000 for padding: e^-10000 is 0 in float32. */
function additive(graph: GraphBuilder, mask: string): string {
  const wide = graph.node('Unsqueeze', [mask, graph.integers([1, 2])]);
  const padding = graph.node('Sub', [
    graph.floats([1], []),
    graph.node('Cast', [wide], { attributes: { to: 1 } }),
  ]);
  return graph.node('Mul', [padding, graph.floats([-10000], [])]);
}
