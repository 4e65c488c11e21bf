import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReadQueriesOptions, readQueries } from './read-queries.js';
import { anyId, bytes, cases, hostileIds, refusal, tabId, wordId, written } from './test-support.js';
import { writeQueries } from './write-queries.js';

const read = (content: string, options?: ReadQueriesOptions) => readQueries(bytes(content), options);

const topics = `<top>
<num> Number: 051
<title> Topic: Fish &amp; chips

<desc> Description:
Who eats
them?

<narr> Narrative:
All of it.
</top>

<top><num>MB-7</num><title>closed</title></top>
`;

describe('readQueries', () => {
  it('reads BEIR lines and tab-separated ones', async () => {
    expect(await read('{"_id":"1","text":"one","metadata":{}}\n')).toEqual([{ id: '1', text: 'one' }]);
    expect(await read('1\tone\ttwo\n\n2\tthree')).toEqual([
      { id: '1', text: 'one\ttwo' },
      { id: '2', text: 'three' },
    ]);
  });

  it('reads the titles of TREC topics, without labels and leading zeros', async () => {
    expect(await read(topics)).toEqual([
      { id: '51', text: 'Fish & chips' },
      { id: 'MB-7', text: 'closed' },
    ]);
  });

  it('joins the fields asked for, those that are there', async () => {
    const [first, second] = await read(topics, { fields: ['title', 'desc', 'narr'] });
    expect(first?.text).toBe('Fish & chips Who eats them? All of it.');
    expect(second?.text).toBe('closed');
    const error = await refusal(() => read(topics, { fields: ['desc'] }));
    expect(error.message).toMatch(/^stream:13: expected text in <desc> of topic "MB-7", found title/);
  });

  it.each([
    ['1\tone\n2\t \n', 2, 'PARSE_ERROR'],
    ['1\tone\n2\n', 2, 'PARSE_ERROR'],
    ['1\tone\n1\ttwo\n', 2, 'DUPLICATE_ID'],
    ['{"_id":"1","text":""}', 1, 'PARSE_ERROR'],
    ['{"_id":"1"}', 1, 'PARSE_ERROR'],
    ['{"text":"x"}', 1, 'PARSE_ERROR'],
    ['\n<top>\n<title> x\n</top>', 2, 'PARSE_ERROR'],
    ['<top>\n<num> 1\n<title> x\n', 1, 'PARSE_ERROR'],
    ['', 1, 'PARSE_ERROR'],
  ])('refuses %j at line %i with %s', async (content, line, code) => {
    expect(await refusal(() => read(content))).toMatchObject({ code, details: { line } });
  });

  it('refuses formats and fields it does not know', async () => {
    expect(await refusal(() => read('1\tx', { format: 'csv' as 'tsv' }))).toMatchObject({
      code: 'INVALID_OPTION',
    });
    expect(await refusal(() => read('1\tx', { fields: [] }))).toMatchObject({ code: 'INVALID_OPTION' });
    expect(await refusal(() => read('1\tx', { fields: ['x' as 'desc'] }))).toMatchObject({
      code: 'INVALID_OPTION',
    });
  });

  it.each(['<top>', '<title>', '0'])('comes to an end on a megabyte of %j', async (piece) => {
    const content = `<top><num>${piece.repeat(2 ** 20 / piece.length)}x<title>text</top>`;
    await read(content).catch((error) => expect(error).toMatchObject({ code: 'PARSE_ERROR' }));
  });
});

describe('writeQueries', () => {
  const text = fc.string({ minLength: 1, unit: 'binary' }).filter((value) => value.trim() !== '');

  it('writes topics of a number and a title', async () => {
    const queries = [
      { id: '51', text: 'Fish & chips' },
      { id: 'MB-7', text: 'Topic: a <b>' },
    ];
    expect(await written((target) => writeQueries(target, queries, { format: 'trec' }))).toBe(
      '<top>\n<num> Number: 51\n<title> Fish &amp; chips\n</top>\n' +
        '<top>\n<num> Number: MB-7\n<title> Topic&#58; a &lt;b>\n</top>\n',
    );
  });

  it.each(['tsv', 'beir', 'trec'] as const)('%s comes back as it was', (format) => {
    const id = {
      tsv: tabId,
      beir: anyId.filter((value) => value === value.trim()),
      trec: fc.oneof(wordId, fc.constantFrom('Number:7', '0', '0x', '-01', '</top>', '&#10;')),
    }[format].filter((value) => format !== 'trec' || !/^0\d/.test(value));
    const any = fc.oneof(
      text,
      fc.constantFrom('Topic: x', 'TOPIC : Topic:', ' Topic:x', 'topic\n:x', '</top>', '<desc> x', ' a  b '),
    );
    const unfit = { tsv: /[\r\n\p{Surrogate}]/u, beir: /(?!)/, trec: /\p{Surrogate}/u }[format];
    const fits = (value: string) => !unfit.test(value);
    const queries = fc.uniqueArray(fc.record({ id, text: any.filter(fits) }), {
      selector: (query) => query.id,
      minLength: 1,
    });
    return fc.assert(
      fc.asyncProperty(queries, async (expected) => {
        const content = await written((target) => writeQueries(target, expected, { format }));
        expect(await read(content, { format })).toEqual(expected);
      }),
      { numRuns: cases },
    );
  });

  it('holds hostile ids', async () => {
    const queries = hostileIds.filter((id) => id === id.trim()).map((id) => ({ id, text: 'x' }));
    for (const format of ['tsv', 'beir', 'trec'] as const) {
      expect(await read(await written((target) => writeQueries(target, queries, { format })))).toEqual(
        queries,
      );
    }
  });

  it.each([
    [[{ id: 'a\tb', text: 'x' }], 'INVALID_ID'],
    [[{ id: '', text: 'x' }], 'INVALID_ID'],
    [[{ id: 'a', text: 'x\ny' }], 'INVALID_INPUT'],
    [[{ id: 'a', text: ' ' }], 'INVALID_INPUT'],
    [
      [
        { id: 'a', text: 'x' },
        { id: 'a', text: 'y' },
      ],
      'DUPLICATE_ID',
    ],
  ])('refuses %j with %s', async (queries, code) => {
    expect(await refusal(() => written((target) => writeQueries(target, queries)))).toMatchObject({ code });
  });

  it.each([
    [{ id: 'a b', text: 'x' }, 'INVALID_ID', /white space/],
    [{ id: '051', text: 'x' }, 'INVALID_ID', /"051".*begins with a zero/],
    [{ id: 'a', text: '\ud800' }, 'INVALID_INPUT', /query "a" has half a character.*beir/],
    [{ id: 'a', text: '\n' }, 'INVALID_INPUT', /query "a" has no text/],
  ])('refuses in topics %j with %s', async (query, code, message) => {
    const error = await refusal(() => written((target) => writeQueries(target, [query], { format: 'trec' })));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('refuses ids with white space at their ends in BEIR lines, and formats it does not know', async () => {
    const write = (format: string) =>
      refusal(() =>
        written((target) => writeQueries(target, [{ id: ' a', text: 'x' }], { format: format as 'tsv' })),
      );
    expect(await write('beir')).toMatchObject({ code: 'INVALID_ID' });
    expect(await write('csv')).toMatchObject({ code: 'INVALID_OPTION' });
  });
});
