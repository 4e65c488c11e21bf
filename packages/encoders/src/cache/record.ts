/**
 * What an encoder made, as bytes: for each kind, in the order in which the encoder names them,
 *
 *     vector   space, count: u32, count × f32
 *     terms    count: u32, count × (term, f64)
 *     tokens   space, dimensions: u32, rows: u32, rows × dimensions × f32, rows weights × f32,
 *              1 and rows ids × i32, or 0, as u32; 1 and rows labels, or 0
 *
 * Little-endian; a string is its length in UTF-16 units as u32 and the units, which keeps any string as it is.
 */
import type { DenseVector, Has, TokenMatrix } from '@reprise/spec';

export const cachedKinds = ['vector', 'terms', 'tokens'] as const;
export type CachedKind = (typeof cachedKinds)[number];
type Made = Partial<Has<CachedKind>>;

export function writeRecord(made: Made, kinds: readonly CachedKind[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const count = (value: number): void => void parts.push(new Uint8Array(Uint32Array.of(value).buffer));
  const text = (value: string): void => {
    count(value.length);
    parts.push(Buffer.from(value, 'utf16le'));
  };
  const array = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): void =>
    void parts.push(new Uint8Array(buffer, byteOffset, byteLength));
  for (const kind of kinds) {
    if (kind === 'vector') {
      const { space, data } = made.vector as DenseVector;
      text(space);
      count(data.length);
      array(data);
      continue;
    }
    if (kind === 'tokens') {
      const { space, dimensions, data, weights, ids, labels } = made.tokens as TokenMatrix;
      text(space);
      count(dimensions);
      count(weights.length);
      array(data);
      array(weights);
      count(ids === undefined ? 0 : 1);
      if (ids !== undefined) array(ids);
      count(labels === undefined ? 0 : 1);
      labels?.forEach(text);
      continue;
    }
    const terms = made.terms as ReadonlyMap<string, number>;
    count(terms.size);
    for (const [term, weight] of terms) {
      text(term);
      parts.push(new Uint8Array(Float64Array.of(weight).buffer));
    }
  }
  return Buffer.concat(parts);
}

export function readRecord(record: Uint8Array, kinds: readonly CachedKind[]): Made {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  let offset = 0;
  const count = (): number => {
    offset += 4;
    return view.getUint32(offset - 4, true);
  };
  const bytes = (length: number): Uint8Array => {
    offset += length;
    return record.subarray(offset - length, offset);
  };
  const text = (): string => Buffer.from(bytes(2 * count())).toString('utf16le');
  const floats = (length: number): Float32Array => new Float32Array(new Uint8Array(bytes(4 * length)).buffer);
  const made: { vector?: DenseVector; terms?: ReadonlyMap<string, number>; tokens?: TokenMatrix } = {};
  for (const kind of kinds) {
    if (kind === 'vector') {
      const space = text();
      made.vector = { space, data: floats(count()) };
      continue;
    }
    if (kind === 'tokens') {
      const [space, dimensions, rows] = [text(), count(), count()];
      const [data, weights] = [floats(rows * dimensions), floats(rows)];
      const ids = count() === 0 ? {} : { ids: new Int32Array(floats(rows).buffer) };
      const labels = count() === 0 ? {} : { labels: Array.from({ length: rows }, text) };
      made.tokens = { space, dimensions, data, weights, ...ids, ...labels };
      continue;
    }
    const terms = new Map<string, number>();
    for (let left = count(); left > 0; left--) {
      const term = text();
      terms.set(term, view.getFloat64(offset, true));
      offset += 8;
    }
    made.terms = terms;
  }
  return made;
}
