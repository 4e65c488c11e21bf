import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodedLengths, encodeLength } from './length-codec.js';

const shared = resolve(
  process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../shared/', import.meta.url)),
);
const explanations = join(shared, 'golden/anserini/explain.json');
const available = existsSync(explanations);

describe('the length codec', () => {
  it.each([
    [0, 0, 0],
    [23, 23, 23],
    [24, 24, 24],
    [31, 31, 31],
    [32, 32, 32],
    [40, 40, 40],
    [41, 40, 40],
    [42, 41, 42],
    [51, 45, 50],
    [57, 48, 56],
    [100, 57, 96],
    [255, 70, 248],
    [500, 78, 472],
    [1000, 87, 984],
    [5000, 105, 4632],
    [100000, 140, 98328],
  ])('stores a length of %i as byte %i, which stands for %i', (length, byte, decoded) => {
    expect(encodeLength(length)).toBe(byte);
    expect(decodedLengths[byte]).toBe(decoded);
  });

  it('stores every length that a byte stands for as that byte', () => {
    for (let byte = 0; byte < 255; byte++) expect(encodeLength(decodedLengths[byte]!)).toBe(byte);
  });

  it('never rounds up, and never below seven eighths', () => {
    for (let length = 1; length < 2 ** 31; length = Math.ceil(length * 1.01)) {
      const decoded = decodedLengths[encodeLength(length)]!;
      expect(decoded).toBeLessThanOrEqual(length);
      expect(decoded).toBeGreaterThan((length * 7) / 8);
    }
  });

  it('drops the fraction of a length of learned weights and stops at 31 bits', () => {
    expect(encodeLength(40.9)).toBe(40);
    expect(encodeLength(1e12)).toBe(encodeLength(2 ** 31 - 1));
    expect(encodeLength(1e12)).toBe(255);
  });

  it.skipIf(!available)(`has Lucene's table${available ? '' : ' (skipped: no shared collections)'}`, () => {
    const { length_table_byte_to_dl: table } = JSON.parse(readFileSync(explanations, 'utf8'));
    expect([...decodedLengths]).toEqual(table);
  });
});
