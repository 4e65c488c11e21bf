/**
 * SPLADE: a word weighs as the masked language model expects it, at the token that expects it most.
 *
 *     w_j = maxᵢ log(1 + relu(xᵢⱼ)) = log(1 + relu(maxᵢ xᵢⱼ))      xᵢⱼ: logit of word j at token i
 *
 * Formal et al., arXiv 2109.10086, equation 2 with the maximum of section 3.1; special tokens count, padding does not.
 * The right-hand side is the same number for one logarithm a word. ℓ0 family: log(1 + w_j), Shen et al., arXiv 2504.14839.
 */
import type { OutputTensor } from '../runtime/session.js';
import { checkWeight } from './check-weight.js';
import type { WeightedIds } from './to-terms.js';

/** `maxima`: the largest logit of each word; `logits`: those of each token; `weights`: what they come to. */
export type SpladeForm = 'maxima' | 'logits' | 'weights';

export interface SpladeSettings {
  readonly form: SpladeForm;
  readonly secondLogarithm: boolean;
  /** What messages call the model. */
  readonly path: string;
}

/** Of row `row` of a batch, whose text has `length` tokens. */
export function spladeWeights(
  { data, shape }: OutputTensor,
  row: number,
  length: number,
  { form, secondLogarithm, path }: SpladeSettings,
): WeightedIds {
  const vocabulary = shape.at(-1)!;
  const rows = form === 'logits' ? shape[1]! : 1;
  const found: [number, number][] = [];
  for (let id = 0; id < vocabulary; id++) {
    let x = data[row * rows * vocabulary + id]!;
    if (form === 'logits') {
      for (let i = 1; i < length; i++) x = Math.max(x, data[(row * rows + i) * vocabulary + id]!);
    }
    if (x <= 0) continue;
    checkWeight(x, id, path);
    const once = form === 'weights' ? x : Math.log1p(x);
    found.push([id, Math.fround(secondLogarithm && form !== 'weights' ? Math.log1p(once) : once)]);
  }
  return found;
}
