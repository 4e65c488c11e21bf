/**
 * The few parts of the protobuf wire format that an ONNX file needs. A message is a list of pieces, so that weights
 * are copied once, at the end. https://protobuf.dev/programming-guides/encoding
 */
export type Message = readonly Uint8Array[];

const lengthOf = (message: Message): number => message.reduce((sum, piece) => sum + piece.length, 0);

export function integerField(field: number, value: number): Message {
  return [varint(field << 3), varint(value)];
}

export function floatField(field: number, value: number): Message {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [varint((field << 3) | 5), bytes];
}

export function bytesField(field: number, value: Uint8Array): Message {
  return messageField(field, [value]);
}

export function textField(field: number, value: string): Message {
  return bytesField(field, new TextEncoder().encode(value));
}

export function messageField(field: number, ...parts: readonly Message[]): Message {
  const pieces = parts.flat();
  return [varint((field << 3) | 2), varint(lengthOf(pieces)), ...pieces];
}

export function join(message: Message): Uint8Array {
  const bytes = new Uint8Array(lengthOf(message));
  let offset = 0;
  for (const piece of message) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

/** Negative numbers are written as 64 bits in two's complement, as int64 fields want them. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    const low = Number(rest & 127n);
    if (rest < 128n) {
      bytes.push(low);
      return Uint8Array.from(bytes);
    }
    bytes.push(low | 128);
  }
}
