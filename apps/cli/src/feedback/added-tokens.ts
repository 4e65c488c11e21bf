import type { Feedback, Step, TokenMatrix } from '@reprise/spec';

/** A token row that feedback added to a query. */
export interface AddedToken {
  readonly token: string;
  readonly weight: number;
  /** The nearest row of each document that was learnt from, nearest first, and the word pieces around it. */
  readonly from: readonly { readonly id: string; readonly similarity: number; readonly passage: string }[];
}

/** Word pieces shown on either side of the nearest. */
const around = 4;

/** What a model puts around a text and a person did not write. */
const markOfModel = /^(?:\[(?:CLS|SEP|MASK|PAD|UNK|Q|D|unused\d+)\]|<\/?s>)$/;

/** What a step added to the token rows of its query; undefined where it wrote none. */
export function addedTokens(
  { before, after }: Step,
  feedbackOf: (query: TokenMatrix) => Feedback<'tokens', 'tokens'> | undefined,
): readonly AddedToken[] | undefined {
  const [old, made] = [before.tokens, after.tokens];
  if (old === undefined || made === undefined || old === made) return undefined;
  const { dimensions, weights, labels = [] } = made;
  const documents = feedbackOf(old)?.positive ?? [];
  return Array.from(weights.subarray(old.weights.length), (weight, i) => {
    const row = old.weights.length + i;
    const values = made.data.subarray(row * dimensions, (row + 1) * dimensions);
    return {
      token: labels[row] ?? '',
      weight,
      from: documents
        .map(({ id, tokens }) => ({ id, ...nearest(values, tokens) }))
        .sort((a, b) => b.similarity - a.similarity),
    };
  });
}

/** The row of a document that is nearest by inner product, with its neighbours. */
function nearest(
  values: Float32Array,
  { dimensions, data, weights, labels = [] }: TokenMatrix,
): { readonly similarity: number; readonly passage: string } {
  let [best, similarity] = [0, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < weights.length; row++) {
    let sum = 0;
    for (let i = 0; i < dimensions; i++)
      sum += (values[i] as number) * (data[row * dimensions + i] as number);
    if (sum > similarity) [best, similarity] = [row, sum];
  }
  const pieces = labels
    .slice(Math.max(0, best - around), best + around + 1)
    .filter((piece) => !markOfModel.test(piece));
  return { similarity, passage: pieces.join(' ').replaceAll(' ##', '') };
}
