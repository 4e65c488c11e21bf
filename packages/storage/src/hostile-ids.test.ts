import { compareIds } from '@reprise/spec';
import { hostileIds } from '@reprise/testkit';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { IdTable, openGeneration, saveGeneration } from './index.js';
import { scratch } from './testing/scratch.js';

const ownKeys = Reflect.ownKeys(Object.prototype);
afterAll(() => expect(Reflect.ownKeys(Object.prototype)).toEqual(ownKeys));

const folder = scratch();
const ids = [
  ...new Set([
    ...fc.sample(hostileIds(), { numRuns: 2000, seed: 15 }),
    ...['-', '#', '#1', '../..', "'", '\ufeff', '\r', '\u2028', '9'.repeat(400), '\u{10ffff}'],
  ]),
].sort(compareIds);
const format = { format: 'hostile', version: 1 };

describe('ids that break careless code', () => {
  it('are saved, opened, verified and found as any others, each by itself', async () => {
    const directory = folder();
    const { bytes, offsets } = IdTable.from(ids).sections();
    await saveGeneration(directory, format, async (writer) => {
      await writer.write('ids', [
        { name: 'bytes', data: bytes },
        { name: 'offsets', data: new Uint8Array(offsets.buffer, offsets.byteOffset, offsets.byteLength) },
      ]);
    });
    const generation = await openGeneration(directory, format);
    const container = await generation.open('ids');
    const read = await container.read('offsets');
    const table = IdTable.fromSections(
      await container.read('bytes'),
      new Uint32Array(read.buffer, read.byteOffset, read.byteLength / 4),
    );
    await generation.close();
    table.verify();
    expect(table.size).toBe(ids.length);
    ids.forEach((id, number) => {
      expect(table.id(number)).toBe(id);
      expect(table.number(id)).toBe(number);
      expect(table.number(`${id}\0#`)).toBeUndefined();
    });
  });
});
