import { RepriseError } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOnnx } from './check-onnx.js';
import { graphBuilder } from './graph-builder.js';
import { readFields } from './read-protobuf.js';
import {
  bytesField,
  floatField,
  integerField,
  join,
  type Message,
  messageField,
  textField,
} from './write-protobuf.js';

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    if (!RepriseError.isInstance(error)) throw error;
    return error.code;
  }
};

/** A model of one graph with these parts. */
const model = (...parts: readonly Message[]): Uint8Array => join(messageField(7, ...parts));
const tensor = (...parts: readonly Message[]): Message => messageField(5, ...parts);
const entry = (key: string, value: string): Message =>
  messageField(13, textField(1, key), textField(2, value));
const external = (location: string, more: readonly Message[] = []): Uint8Array =>
  model(
    tensor(integerField(1, 2), integerField(2, 1), integerField(14, 1), entry('location', location), ...more),
  );

describe('protobuf', () => {
  it('writes the examples of the encoding guide: 150 as a number, "testing" as text', () => {
    expect([...join(integerField(1, 150))]).toEqual([0x08, 0x96, 0x01]);
    expect([...join(textField(2, 'testing'))]).toEqual([0x12, 7, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
    expect([...join(integerField(1, -1))]).toEqual([8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]);
    expect([...join(floatField(2, 1))]).toEqual([0x15, 0, 0, 0x80, 0x3f]);
  });

  it('reads what it wrote', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 20 }),
        fc.maxSafeNat(),
        fc.uint8Array(),
        (field, n, bytes) => {
          const message = join([...integerField(field, n), ...bytesField(field + 1, bytes)]);
          expect([...readFields(message, 'm')]).toEqual([
            { number: field, value: BigInt(n) },
            { number: field + 1, value: bytes },
          ]);
        },
      ),
    ));
});

describe('checkOnnx', () => {
  const good = ((): Uint8Array => {
    const graph = graphBuilder();
    const sum = graph.node('Add', ['x', graph.floats([1, 2])]);
    const value = { name: 'x', type: 'float32', shape: [2] } as const;
    return graph.finish([value], graph.node('Gelu', [sum], { attributes: { approximate: 'tanh' } }), {
      ...value,
      name: 'y',
    });
  })();

  it('passes a plain graph', () => {
    expect(checkOnnx(good, 'm')).toEqual([]);
  });

  it('finds external data in graphs, nodes’ attributes and their graphs', () => {
    const expected = [{ location: 'data', offset: 0, length: 8, type: 1 }];
    expect(checkOnnx(external('data'), 'm')).toEqual(expected);
    const parts = tensor(
      integerField(1, 2),
      integerField(2, 1),
      integerField(14, 1),
      entry('location', 'data'),
    );
    expect(checkOnnx(model(messageField(1, messageField(5, parts))), 'm')).toEqual(expected);
    expect(checkOnnx(model(messageField(1, messageField(5, messageField(6, parts)))), 'm')).toEqual(expected);
    expect(checkOnnx(external('data', [entry('offset', '4'), entry('length', '8')]), 'm')).toEqual([
      { ...expected[0], offset: 4 },
    ]);
  });

  it.each(['../data', '/etc/passwd', 'a/../../b', 'C:data', '..\\data', ''])(
    'refuses external data at %j',
    (location) => {
      expect(codeOf(() => checkOnnx(external(location), 'm'))).toBe('UNSUPPORTED_FORMAT');
    },
  );

  it('refuses external data of another size than its shape, or from before the file', () => {
    expect(codeOf(() => checkOnnx(external('d', [entry('length', '4')]), 'm'))).toBe('CORRUPT_FILE');
    expect(codeOf(() => checkOnnx(external('d', [entry('offset', '-4')]), 'm'))).toBe('CORRUPT_FILE');
  });

  it('refuses operators of other domains, also in functions', () => {
    const node = (domain: string): Message => messageField(1, textField(4, 'Add'), textField(7, domain));
    expect(codeOf(() => checkOnnx(model(node('com.microsoft')), 'm'))).toBeUndefined();
    expect(codeOf(() => checkOnnx(model(node('evil')), 'm'))).toBe('UNSUPPORTED_FORMAT');
    const body = messageField(25, messageField(7, textField(4, 'Run'), textField(7, 'evil')));
    expect(codeOf(() => checkOnnx(join([...messageField(7), ...body]), 'm'))).toBe('UNSUPPORTED_FORMAT');
  });

  it('refuses NaN in weights, but not infinity, which masks are made of', () => {
    const raw = (type: number, bytes: Uint8Array, length: number): Uint8Array =>
      model(tensor(integerField(1, length), integerField(2, type), bytesField(9, bytes)));
    const single = (value: number): Uint8Array => raw(1, new Uint8Array(Float32Array.of(0, value).buffer), 2);
    expect(codeOf(() => checkOnnx(single(Number.NEGATIVE_INFINITY), 'm'))).toBeUndefined();
    expect(codeOf(() => checkOnnx(single(Number.NaN), 'm'))).toBe('CORRUPT_FILE');
    expect(codeOf(() => checkOnnx(raw(10, Uint8Array.of(0, 0, 1, 0x7e), 2), 'm'))).toBe('CORRUPT_FILE');
    expect(codeOf(() => checkOnnx(raw(1, new Uint8Array(4), 2), 'm'))).toBe('CORRUPT_FILE');
  });

  it('refuses what holds no graph, and graphs nested without end', () => {
    expect(codeOf(() => checkOnnx(new Uint8Array(), 'm'))).toBe('CORRUPT_FILE');
    let graph: Message = [];
    for (let depth = 0; depth < 100; depth++)
      graph = messageField(6, messageField(1, messageField(5, graph)));
    expect(codeOf(() => checkOnnx(model(messageField(1, messageField(5, graph))), 'm'))).toBe('CORRUPT_FILE');
  });

  it('never throws anything but its own error, whatever the bytes', () => {
    for (let length = 0; length < good.length; length++) {
      codeOf(() => checkOnnx(good.slice(0, length), 'm'));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        codeOf(() => checkOnnx(bytes, 'm'));
      }),
      { numRuns: 2000 },
    );
  });
});
