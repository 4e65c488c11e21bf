import { RepriseError } from '@reprise/spec';
import type { Weights } from '../safetensors/open-weights.js';

/** Tensors by their names behind a prefix. */
export type Tensors = (name: string, shape: readonly number[]) => Float32Array;

/**
 * Finds a part of a checkpoint by one of its tensors, a name of `marks`, whatever stands before it (`bert.`,
 * `question_encoder.bert_model.`), and knows the names that early checkpoints gave layer norms. `UNSUPPORTED_FORMAT`
 * where there is no such part or more than one.
 */
export function tensorsAround(weights: Weights, marks: readonly string[], part: string): Tensors {
  const found = weights.names.flatMap((name) =>
    marks
      .filter((mark) => name === mark || name.endsWith(`.${mark}`))
      .map((mark) => name.slice(0, -mark.length)),
  );
  if (found.length !== 1) {
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `${weights.path} holds ${found.length === 0 ? 'no' : 'more than one'} ${part}: one is wanted`,
      { details: { path: weights.path, expected: marks } },
    );
  }
  const [prefix] = found;
  return (name, shape) => {
    const full = prefix + name;
    const early = full
      .replace(/LayerNorm\.weight$/, 'LayerNorm.gamma')
      .replace(/LayerNorm\.bias$/, 'LayerNorm.beta');
    return weights.floats(weights.shape(full) === undefined && weights.shape(early) ? early : full, shape);
  };
}
