import type { Document, TokenMatrix } from '@reprise/spec';

export const space = 'by hand';

/** Rows of numbers as a matrix, with weights for queries and token ids for documents. */
export function matrix(
  rows: readonly (readonly number[])[],
  more: { readonly weights?: readonly number[]; readonly ids?: readonly number[] } = {},
): TokenMatrix {
  return {
    space,
    dimensions: rows[0]?.length ?? 1,
    data: Float32Array.from(rows.flat()),
    weights: Float32Array.from(more.weights ?? rows.map(() => 1)),
    ...(more.ids && { ids: Int32Array.from(more.ids), labels: more.ids.map((id) => `token ${id}`) }),
  };
}

export const documentsOf = (
  rows: Readonly<Record<string, readonly (readonly number[])[]>>,
): Document<'tokens'>[] => Object.entries(rows).map(([id, data]) => ({ id, tokens: matrix(data) }));

/** Numbers from -1 to 1 that are the same each time. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

export interface RandomOptions {
  readonly seed?: number;
  /** Most rows of a document. Default 6. */
  readonly rows?: number;
  /** Whether rows have length 1. Default true. */
  readonly unit?: boolean;
}

/** Documents of 1 to some rows, with token ids from 0 to 19. */
export function randomDocuments(
  count: number,
  dimensions: number,
  { seed = 1, rows = 6, unit = true }: RandomOptions = {},
): Document<'tokens'>[] {
  const next = numbers(seed);
  const row = (): number[] => {
    const values = Array.from({ length: dimensions }, next);
    const length = unit ? Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) : 1;
    return values.map((value) => value / length);
  };
  return Array.from({ length: count }, (_, i) => {
    const size = 1 + Math.floor(((next() + 1) / 2) * rows);
    const data = Array.from({ length: size }, row);
    return { id: `d${i}`, tokens: matrix(data, { ids: data.map(() => Math.floor((next() + 1) * 10)) }) };
  });
}

/** Σ wᵢ · maxⱼ qᵢ·dⱼ in float64. */
export function naiveMaxSim(query: TokenMatrix, document: TokenMatrix): number {
  const rows = ({ data, dimensions }: TokenMatrix): number[][] =>
    Array.from({ length: data.length / dimensions }, (_, row) => [
      ...data.subarray(row * dimensions, (row + 1) * dimensions),
    ]);
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  return rows(query).reduce(
    (sum, q, i) => sum + query.weights[i]! * Math.max(...rows(document).map((d) => dot(q, d))),
    0,
  );
}
