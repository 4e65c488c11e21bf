/**
 * Head of a sequence classifier: logits [batch, labels] of the first token's row h.
 *
 *     logits = V · f(W·h + b) + c        f: tanh in BERT, RoBERTa and MPNet, relu in DistilBERT
 *
 * Devlin et al., arXiv 1810.04805, section 4.1; layouts of Hugging Face's transformers. In float32 whatever the precision of
 * the layers before: one row a text gains nothing from int8.
 */
import { linear } from '../graph/linear.js';
import { tensorsAround } from '../graph/named-tensors.js';
import type { GraphHead } from '../graph/transformer.js';

interface HeadLayout {
  readonly dense: string;
  readonly activation: 'Tanh' | 'Relu';
  readonly classifier: string;
}

const layouts: readonly HeadLayout[] = [
  { dense: 'classifier.dense', activation: 'Tanh', classifier: 'classifier.out_proj' },
  { dense: 'pre_classifier', activation: 'Relu', classifier: 'classifier' },
  { dense: 'pooler.dense', activation: 'Tanh', classifier: 'classifier' },
];

export const classificationHead: GraphHead = (graph, lastLayer, { architecture: { hidden }, weights }) => {
  const find = (name: string): string | undefined =>
    weights.names.find((full) => full === name || full.endsWith(`.${name}`));
  const layout = layouts.find(({ dense }) => find(`${dense}.weight`) !== undefined) ?? layouts[2]!;
  const layer = (x: string, name: string, outputs: number): string => {
    const tensors = tensorsAround(weights, [`${name}.weight`], `classification head (${name})`);
    const weight = tensors(`${name}.weight`, [outputs, hidden]);
    return linear(
      graph,
      x,
      { weight, bias: tensors(`${name}.bias`, [outputs]), inputs: hidden, outputs },
      'f32',
    );
  };
  const first = graph.node('Gather', [lastLayer, graph.integers([0], [])], { attributes: { axis: 1 } });
  const pooled = graph.node(layout.activation, [layer(first, layout.dense, hidden)]);
  const labels = weights.shape(find(`${layout.classifier}.weight`) ?? '')?.[0] ?? 1;
  return {
    result: layer(pooled, layout.classifier, labels),
    output: { name: 'logits', type: 'float32', shape: ['batch', labels] },
  };
};
