import type { Progress } from '@reprise/spec';
import { createAnalyzer } from '@reprise/text';
import { describe, expect, it } from 'vitest';
import { type BuildOptions, buildSparse, type SparseDocument, type SparseIndex } from './index.js';

const bag = (...terms: string[]): ReadonlyMap<string, number> => new Map(terms.map((term) => [term, 1]));
const words = createAnalyzer({
  name: 'words',
  tokenize: (text) => text.split(' ').filter((word) => word !== ''),
});

const build = (documents: Iterable<unknown>, options: BuildOptions = {}): Promise<SparseIndex> =>
  buildSparse(documents as Iterable<SparseDocument>, { analyzer: words, ...options });

const find = async (index: SparseIndex, ...terms: string[]): Promise<string[]> => {
  const [hits] = await index.search([{ id: 'q', terms: bag(...terms) }], 1000);
  return hits!.map(({ id }) => id);
};

describe('buildSparse', () => {
  it('analyses texts with the English analyzer unless told otherwise', async () => {
    const index = await buildSparse([{ id: 'a', text: 'The cats sat' }]);
    expect(index.analyzer).toBe('english');
    expect(await find(index, 'cat')).toEqual(['a']);
    expect((await index.fetch(['a'], ['terms'])).get('a')!.terms).toEqual(
      new Map([
        ['cat', 1],
        ['sat', 1],
      ]),
    );
  });

  it('takes terms as they are, and then names no analyzer', async () => {
    const index = await build([
      {
        id: 'a',
        text: 'shown',
        terms: new Map([
          ['##piece', 0.25],
          ['zero', 0],
        ]),
      },
    ]);
    expect(index.analyzer).toBeUndefined();
    expect(await find(index, 'shown')).toEqual([]);
    const known = await index.fetch(['a'], ['terms', 'text']);
    expect(known.get('a')).toEqual({ terms: new Map([['##piece', 0.25]]), text: 'shown' });
  });

  it('reads an asynchronous source', async () => {
    const source = async function* () {
      yield { id: 'b', text: 'x' };
      yield { id: 'a', text: 'x' };
    };
    expect(await find(await buildSparse(source(), { analyzer: words }), 'x')).toEqual(['a', 'b']);
  });

  it('counts a document without a term in no figure, and keeps it for fetching', async () => {
    const index = await build([
      { id: 'a', text: 'x x y' },
      { id: 'blank', text: ' ' },
      { id: 'b', text: 'y' },
    ]);
    expect(index.size).toBe(3);
    expect(index.statistics).toMatchObject({ documents: 2, tokens: 4 });
    expect(['x', 'y', 'z'].map(index.statistics.documentFrequency)).toEqual([1, 2, 0]);
    expect(['x', 'y', 'z'].map(index.statistics.collectionFrequency)).toEqual([2, 2, 0]);
    expect((await index.fetch(['blank'], ['terms', 'text'])).get('blank')).toEqual({
      terms: new Map(),
      text: ' ',
    });
  });

  it('may be empty', async () => {
    const index = await build([]);
    expect(index.statistics).toMatchObject({ documents: 0, tokens: 0 });
    expect(await find(index, 'x')).toEqual([]);
  });

  it('refuses an id that came before, and names it', async () => {
    await expect(
      build([
        { id: 'a', text: '' },
        { id: 'b', text: '' },
        { id: 'a', text: '' },
      ]),
    ).rejects.toMatchObject({
      code: 'DUPLICATE_ID',
      message: expect.stringMatching(/document 3 has the id "a" of document 1/),
    });
  });

  it('lets the later document of an id win with replace, and forgets the earlier wholly', async () => {
    const documents = [
      { id: 'a', text: 'old old gone' },
      { id: 'b', text: 'old' },
      { id: 'a', text: 'new' },
    ];
    const index = await build(documents, { replace: true });
    expect(index.size).toBe(2);
    expect(await find(index, 'old')).toEqual(['b']);
    expect(index.statistics).toMatchObject({ documents: 2, tokens: 2 });
    expect(index.statistics.documentFrequency('gone')).toBe(0);
    expect((await index.fetch(['a'], ['text'])).get('a')).toEqual({ text: 'new' });
  });

  it('keeps hostile ids and terms apart and in the order of their bytes', async () => {
    const names = [
      '__proto__',
      'constructor',
      'a\0',
      'a',
      '😀',
      '\ue000',
      '\u{10000}',
      'é',
      'e\u0301',
      '1',
      '10',
      '9',
    ];
    names.push('x'.repeat(65536), `${'x'.repeat(65535)}y`);
    const index = await build(names.map((id) => ({ id, terms: bag(id, 'all') })));
    const byBytes = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await find(index, 'all')).toEqual(byBytes);
    for (const name of names) {
      expect(await find(index, name)).toEqual([name]);
      expect((await index.fetch([name], ['terms'])).get(name)!.terms.get(name)).toBe(1);
    }
    expect(({} as Record<string, unknown>).all).toBeUndefined();
  });

  it('stores a text with an unpaired surrogate as UTF-8 keeps it', async () => {
    const index = await build([{ id: 'a', text: 'x \ud800' }]);
    expect((await index.fetch(['a'], ['text'])).get('a')!.text).toBe('x \ufffd');
  });

  it('stores no text when told so', async () => {
    const index = await build(
      [
        { id: 'a', text: 'x' },
        { id: 'b', terms: bag('x') },
      ],
      { text: false },
    );
    expect(index.kinds).toEqual(['terms']);
    await expect(index.fetch(['a'], ['text'])).rejects.toMatchObject({ code: 'MISSING_REPRESENTATION' });
    expect(await find(index, 'x')).toEqual(['a', 'b']);
  });

  it.each([
    ['', 'INVALID_ID', /id of document 1 is empty/],
    [7, 'INVALID_ID', /of type number/],
    ['\ud800', 'INVALID_ID', /unpaired surrogate/],
    [undefined, 'INVALID_ID', /undefined/],
  ])('refuses the id %j', async (id, code, message) => {
    await expect(build([{ id, text: 'x' }])).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['neither text nor terms', {}, /document 1, "a", has neither text nor terms/],
    ['a text that is no string', { text: 7 }, /has a text that is no string/],
    ['terms in a plain object', { terms: { x: 1 } }, /terms of document 1 are no Map/],
    ['a weight that is no number', { terms: new Map([['x', '1']]) }, /term "x" the weight 1/],
    ['NaN for a weight', { terms: new Map([['x', Number.NaN]]) }, /the weight NaN/],
    ['a weight beyond float32', { terms: new Map([['x', 1e39]]) }, /the weight 1e\+39/],
    ['a negative weight', { terms: new Map([['x', -1]]) }, /term "x" the weight -1: give at least 0/],
    ['an empty term', { terms: new Map([['', 1]]) }, /has the term ""/],
    ['a term with an unpaired surrogate', { terms: new Map([['\udfff', 1]]) }, /without unpaired surrogates/],
  ])('refuses %s', async (_, rest, message) => {
    await expect(build([{ id: 'a', ...rest }])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message),
    });
  });

  it('refuses what is no document at all', async () => {
    for (const document of [null, undefined, 'text', 7]) {
      await expect(build([document])).rejects.toMatchObject({ code: 'INVALID_ID' });
    }
  });

  it('refuses texts for some documents only', async () => {
    const one = { id: 'a', text: 'x' };
    const other = { id: 'b', terms: bag('x') };
    await expect(build([one, other])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(build([other, one])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('refuses an analyzer that gives empty tokens', async () => {
    const analyzer = createAnalyzer({ name: 'splitting', tokenize: (text) => text.split(' ') });
    await expect(build([{ id: 'a', text: 'x  y' }], { analyzer })).rejects.toMatchObject({
      code: 'PLUGIN_CONTRACT',
      message: expect.stringMatching(/splitting/),
    });
  });

  it('tells of progress every thousand documents and at the end', async () => {
    const events: Progress[] = [];
    const documents = Array.from({ length: 2500 }, (_, i) => ({ id: String(i), text: 'x' }));
    await build(documents, { onProgress: (event) => events.push(event) });
    expect(events).toEqual(
      [1000, 2000, 2500].map((done) => ({ kind: 'progress', stage: 'index', done, unit: 'documents' })),
    );
  });

  it('stops when aborted, before and during the work', async () => {
    await expect(build([], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    let given = 0;
    const endless = function* () {
      for (;;) yield { id: String(given++), text: 'some words to count' };
    };
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await expect(build(endless(), { signal: controller.signal })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(given).toBeGreaterThan(0);
  });

  it('gives the same index whatever the order of the documents', async () => {
    const documents = Array.from({ length: 200 }, (_, i) => ({
      id: String(i),
      text: `w${i % 7} w${i % 11} w${i % 7}`,
    }));
    const query = { id: 'q', terms: bag('w1', 'w2', 'w3') };
    const [one, other] = await Promise.all([build(documents), build(documents.toReversed())]);
    expect(await other!.search([query], 100)).toEqual(await one!.search([query], 100));
  });
});
