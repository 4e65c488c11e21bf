import { RepriseError } from '@reprise/spec';

/** One field of a message: a number (varint, fixed 32 or 64 bits, as they stand) or bytes. */
export interface Field {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

/** The fields of a message in order, views into it. `CORRUPT_FILE` where it is not protobuf. */
export function* readFields(message: Uint8Array, path: string): Generator<Field> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const refuse = (offset: number): RepriseError =>
    new RepriseError('CORRUPT_FILE', `${path} is not a whole ONNX file: fetch it again`, {
      details: { path, offset },
    });
  let offset = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[offset++];
      if (byte === undefined) break;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw refuse(offset);
  };
  while (offset < message.length) {
    const key = Number(varint());
    const number = Math.floor(key / 8);
    const kind = key % 8;
    if (number === 0) throw refuse(offset);
    if (kind === 0) {
      yield { number, value: varint() };
      continue;
    }
    const length = kind === 1 ? 8 : kind === 5 ? 4 : kind === 2 ? Number(varint()) : Number.NaN;
    if (!(offset + length <= message.length)) throw refuse(offset);
    const bytes = message.subarray(offset, offset + length);
    if (kind === 2) yield { number, value: bytes };
    else
      yield {
        number,
        value: kind === 5 ? BigInt(view.getUint32(offset, true)) : view.getBigUint64(offset, true),
      };
    offset += length;
  }
}
