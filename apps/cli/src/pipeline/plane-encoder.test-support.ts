import type { DenseEncoder } from '@reprise/encoders';

/** A space of two dimensions. */
export const space = 'plane';

export const vector = (x: number, y: number): { readonly space: string; readonly data: Float32Array } => ({
  space,
  data: Float32Array.of(x, y),
});

/** What puts texts into the plane. */
export const planeEncoder = (encode: DenseEncoder['encode']): DenseEncoder => ({
  spec: 'v1',
  name: space,
  space,
  dimensions: 2,
  similarity: 'cosine',
  reads: ['text'],
  writes: ['vector'],
  encode,
  close: async () => {},
});
