import type { Progress } from '@reprise/spec';
import { createAnalyzer, whitespace } from '@reprise/text';
import { describe, expect, it } from 'vitest';
import { buildWink, type WinkOptions } from './index.js';

const numbered = (texts: readonly string[]) => texts.map((text, i) => ({ id: `${i}`, text }));
const build = (documents: Iterable<unknown>, options: WinkOptions = {}) =>
  buildWink(documents as Iterable<{ id: string; text: string }>, { analyzer: whitespace(), ...options });

describe('buildWink', () => {
  it('analyses with the English analyzer unless told otherwise, from an asynchronous source too', async () => {
    const source = async function* () {
      yield* numbered(['The cats sat', 'A dog', 'No animal']);
    };
    const index = await buildWink(source());
    expect((await index.fetch(['0'], ['terms'])).get('0')!.terms).toEqual(
      new Map([
        ['cat', 1],
        ['sat', 1],
      ]),
    );
  });

  it('gives the same index whatever the order of the documents', async () => {
    const documents = numbered(Array.from({ length: 100 }, (_, i) => `w${i % 7} w${i % 11} w${i % 7}`));
    const terms = new Map([
      ['w1', 0.3],
      ['w2', 1],
      ['w3', 0.7],
    ]);
    const [one, other] = [await build(documents), await build(documents.toReversed())];
    expect(await other.search([{ id: 'q', terms }], 100)).toEqual(
      await one.search([{ id: 'q', terms }], 100),
    );
    expect([...(await other.fetch(['12'], ['terms'])).get('12')!.terms]).toEqual([
      ...(await one.fetch(['12'], ['terms'])).get('12')!.terms,
    ]);
  });

  it('takes three documents without a term', async () => {
    const index = await build(numbered(['', '', '']));
    expect(await index.search([{ id: 'q', terms: new Map([['x', 1]]) }], 5)).toEqual([[]]);
    expect(index.statistics).toMatchObject({ documents: 0, tokens: 0 });
  });

  it.each([0, 1, 2])('refuses a collection of %i documents, which wink cannot search', async (size) => {
    await expect(build(numbered(['a', 'b'].slice(0, size)))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(`at least 3 documents, and here are ${size}: give more`),
    });
  });

  it.each([
    ['k1', -1],
    ['k1', Number.POSITIVE_INFINITY],
    ['b', 1.01],
    ['b', Number.NaN],
    ['k', -0.1],
    ['k', Number.NaN],
    ['precision', 3],
    ['precision', 10],
    ['precision', 4.5],
  ])('refuses the %s %s, which wink would replace by its default', async (name, value) => {
    await expect(build(numbered(['a', 'b', 'c']), { [name]: value })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      details: { option: name, value },
    });
  });

  it('refuses an id that came before', async () => {
    const documents = ['a', '__proto__', 'b', '__proto__'].map((id) => ({ id, text: 'x' }));
    await expect(build(documents)).rejects.toMatchObject({
      code: 'DUPLICATE_ID',
      message: expect.stringMatching(/document 4, "__proto__"/),
    });
  });

  it.each([
    [{ id: '', text: 'x' }, 'INVALID_ID'],
    [{ id: 7, text: 'x' }, 'INVALID_ID'],
    [{ text: 'x' }, 'INVALID_ID'],
    [null, 'INVALID_ID'],
    ['x', 'INVALID_ID'],
    [{ id: 'a' }, 'INVALID_INPUT'],
    [{ id: 'a', text: ['x'] }, 'INVALID_INPUT'],
  ])('refuses the document %j', async (document, code) => {
    await expect(build([document])).rejects.toMatchObject({
      code,
      message: expect.stringMatching('document 1'),
    });
  });

  it('refuses an analyzer that gives empty tokens', async () => {
    const analyzer = createAnalyzer({ name: 'splitting', tokenize: (text) => text.split(' ') });
    await expect(build(numbered(['x  y']), { analyzer })).rejects.toMatchObject({
      code: 'PLUGIN_CONTRACT',
      message: expect.stringMatching('splitting'),
    });
  });

  it('tells of progress every thousand documents and at the end', async () => {
    const events: Progress[] = [];
    await build(numbered(new Array<string>(2500).fill('x')), { onProgress: (event) => events.push(event) });
    expect(events).toEqual(
      [1000, 2000, 2500].map((done) => ({ kind: 'progress', stage: 'index', done, unit: 'documents' })),
    );
  });

  it('stops when aborted, before and during the work', async () => {
    await expect(build([], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    const endless = function* () {
      for (let i = 0; ; i++) yield { id: `${i}`, text: 'some words to count' };
    };
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await expect(build(endless(), { signal: controller.signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
