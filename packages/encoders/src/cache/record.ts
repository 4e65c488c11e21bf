/**
 * What an encoder made, as bytes: for each kind, in the order in which the encoder names them,
 *
 *     vector   space, count: u32, count × f32
 *     terms    count: u32, count × (term, f64)
 *
 * Little-endian; a string is its length in UTF-16 units as u32 and the units, which keeps any string as it is.
 */
import type { DenseVector, Has } from '@reprise/spec';

type CachedKind = 'vector' | 'terms';
type Made = Partial<Has<CachedKind>>;

export function writeRecord(made: Made, kinds: readonly CachedKind[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const count = (value: number): void => void parts.push(new Uint8Array(Uint32Array.of(value).buffer));
  const text = (value: string): void => {
    count(value.length);
    parts.push(Buffer.from(value, 'utf16le'));
  };
  for (const kind of kinds) {
    if (kind === 'vector') {
      const { space, data } = made.vector as DenseVector;
      text(space);
      count(data.length);
      parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
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
  const made: { vector?: DenseVector; terms?: ReadonlyMap<string, number> } = {};
  for (const kind of kinds) {
    if (kind === 'vector') {
      const space = text();
      made.vector = { space, data: new Float32Array(new Uint8Array(bytes(4 * count())).buffer) };
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
