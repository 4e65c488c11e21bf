import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Current, decodeCurrent, encodeCurrent, readCurrent } from './current-file.js';
import { nodeFileSystem } from './file-system.js';

const id = '0123456789abcdef0123456789abcdef';
const file = { name: 'a', bytes: 1, id, checksum: 2 };
const current: Current = { format: 'reprise.test', version: 1, number: 1, id, files: [file] };
const decode = (line: string): Current => {
  const checksum = crc32(`${line}\n`).toString(16).padStart(8, '0');
  return decodeCurrent(Buffer.from(`${line}\ncrc32 ${checksum}\n`), 'CURRENT');
};

describe('CURRENT', () => {
  it('is two lines that a person can read', () => {
    expect(Buffer.from(encodeCurrent(current)).toString()).toMatch(
      /^\{"layout":1,"format":"reprise\.test","version":1,"number":1,.*\}\ncrc32 [0-9a-f]{8}\n$/,
    );
    expect(decodeCurrent(encodeCurrent(current), 'CURRENT')).toMatchObject(current);
  });

  it('of a later layout is refused by name', () => {
    expect(() => decode('{"layout":2}')).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_FORMAT' }));
  });

  it.each([
    'no json',
    'null',
    '7',
    '[]',
    ...[
      { ...current, format: 1 },
      { ...current, version: -1 },
      { ...current, number: 0.5 },
      { ...current, id: 'xyz' },
      { ...current, files: {} },
      { ...current, files: [null] },
      { ...current, files: [{ ...file, name: '../a' }] },
      { ...current, files: [{ ...file, name: '/etc/passwd' }] },
      { ...current, files: [{ ...file, bytes: -1 }] },
      { ...current, files: [{ ...file, bytes: 1e300 }] },
      { ...current, files: [{ ...file, id: `${id}0` }] },
      { ...current, files: [{ ...file, checksum: '2' }] },
      { ...current, files: [file, file] },
    ].map((value) => JSON.stringify({ layout: 1, ...value })),
  ])('is refused where it is well summed but holds %s', (line) => {
    expect(() => decode(line)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(CORRUPT_FILE|UNSUPPORTED_FORMAT)$/) }),
    );
  });

  it('is not read at all where it is larger than any index can make it', async () => {
    const files = {
      ...nodeFileSystem,
      open: async () => ({
        size: async () => 2 ** 40,
        read: async () => {
          throw new Error('must not be read');
        },
        write: async () => 0,
        sync: async () => {},
        close: async () => {},
      }),
    };
    await expect(readCurrent(files, 'CURRENT')).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });
});
