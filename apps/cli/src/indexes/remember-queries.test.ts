import type { SparseEncoder } from '@reprise/encoders';
import { describe, expect, it } from 'vitest';
import { rememberQueries } from './remember-queries.js';

/** Weighs the words of a text by their length, and notes what it was asked for. */
function countingEncoder(): { readonly encoder: SparseEncoder; readonly asked: string[][] } {
  const asked: string[][] = [];
  const encoder: SparseEncoder = {
    spec: 'v1',
    name: 'counting',
    kind: 'splade',
    reads: ['text'],
    writes: ['terms'],
    encode: async (batch) => {
      asked.push(batch.map(({ text }) => text));
      return batch.map(({ text }) => ({
        terms: new Map(text.split(' ').map((word) => [word, word.length])),
      }));
    },
    close: async () => {},
  };
  return { encoder, asked };
}
const texts = (...all: string[]): { readonly text: string }[] => all.map((text) => ({ text }));

describe('rememberQueries', () => {
  it('asks for each query once and answers as the encoder does, in the order asked', async () => {
    const { encoder, asked } = countingEncoder();
    const remembering = rememberQueries(encoder);
    const first = await remembering.encode(texts('one two', 'three', 'one two'), 'query');
    expect(first).toEqual(await encoder.encode(texts('one two', 'three', 'one two'), 'query'));
    asked.length = 0;
    const again = await remembering.encode(texts('three', 'four', 'one two'), 'query');
    expect(again.map(({ terms }) => [...terms.keys()].join(' '))).toEqual(['three', 'four', 'one two']);
    expect(await remembering.encode(texts('four'), 'query')).toEqual([again[1]]);
    expect(asked).toEqual([['four']]);
  });

  it('passes documents on, and remembers nothing of a call that failed', async () => {
    const { encoder, asked } = countingEncoder();
    let broken = true;
    const remembering = rememberQueries({
      ...encoder,
      encode: async (...call) => {
        if (broken) throw new Error('no');
        return encoder.encode(...call);
      },
    });
    await expect(remembering.encode(texts('a'), 'query')).rejects.toThrow('no');
    broken = false;
    await remembering.encode(texts('a'), 'query');
    for (let i = 0; i < 2; i++) await remembering.encode(texts('a'), 'document');
    expect(asked).toEqual([['a'], ['a'], ['a']]);
    expect(remembering).toMatchObject({ name: 'counting', kind: 'splade' });
  });
});
