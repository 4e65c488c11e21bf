import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.js';
import { parsePipeline } from './parse-pipeline.js';
import type { PipelineSyntax } from './syntax.js';

type Plain = readonly (readonly [string, Record<string, unknown>, readonly Plain[]])[];
const plain = (pipeline: PipelineSyntax): Plain =>
  pipeline.map(({ word, options, branches }) => [
    word,
    Object.fromEntries([...options].map(([key, { value }]) => [key, value])),
    branches.map(plain),
  ]);

describe('parsePipeline', () => {
  it('reads stages, options of every type, and nested pipelines', () => {
    expect(plain(parsePipeline('bm25'))).toEqual([['bm25', {}, []]]);
    expect(
      plain(parsePipeline(' bm25( k1 = 1.2,b=.75 )>>rm3(weight=-1e-2, x=true, y=false) >> bm25() ')),
    ).toEqual([
      ['bm25', { k1: 1.2, b: 0.75 }, []],
      ['rm3', { weight: -0.01, x: true, y: false }, []],
      ['bm25', {}, []],
    ]);
    expect(
      plain(
        parsePipeline('fuse(rrf(k=60), bm25 >> rm3 >> bm25, dense(encoder="my model, (v2)", norm=min-max))'),
      ),
    ).toEqual([
      [
        'fuse',
        {},
        [
          [['rrf', { k: 60 }, []]],
          [
            ['bm25', {}, []],
            ['rm3', {}, []],
            ['bm25', {}, []],
          ],
          [['dense', { encoder: 'my model, (v2)', norm: 'min-max' }, []]],
        ],
      ],
    ]);
  });

  it('reads a word that begins with a digit as no number', () => {
    expect(() => parsePipeline('bm25(k=2nd)')).toThrow(/2 has no meaning here/);
  });

  it('shows the place of a fault', () => {
    expect(() => parsePipeline('bm25 >> >> bm25')).toThrow(
      'the pipeline cannot be read: expected the name of a stage, found >>\n  bm25 >> >> bm25\n          ^',
    );
    for (const [source, fault] of [
      ['', /expected the name of a stage, found the end/],
      ['bm25 rm3', /expected ">>" or the end, found rm3/],
      ['bm25(', /expected the name of a stage, found the end/],
      ['bm25(k1=)', /expected a value for k1, found \)/],
      ['bm25(k1=1 b=2)', /expected "," or "\)", found b/],
      ['bm25(k1=1, k1=2)', /k1 is given twice/],
      ['bm25(x="open)', /the quoted text has no end/],
      ['bm25 | rm3', /\| has no meaning here/],
      ['bm25 > rm3', /> has no meaning here/],
    ] as const) {
      expect(() => parsePipeline(source), source).toThrow(fault);
    }
  });

  it('reads back whatever is written, and answers anything else with a usage error', () => {
    const name = fc
      .stringMatching(/^[a-zA-Z][a-zA-Z0-9]{0,8}$/)
      .filter((word) => word !== 'true' && word !== 'false');
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (Object.is(x, -0) ? 0 : x)),
      fc.boolean(),
      fc.stringMatching(/^[^"]{0,10}$/),
    );
    const stage = fc.record({
      name,
      options: fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true }),
    });
    const show = (x: unknown): string => (typeof x === 'string' ? `"${x}"` : String(x));
    fc.assert(
      fc.property(fc.array(stage, { minLength: 1, maxLength: 4 }), (stages) => {
        const source = stages
          .map(
            (s) =>
              `${s.name}(${Object.entries(s.options)
                .map(([key, x]) => `${key}=${show(x)}`)
                .join(', ')})`,
          )
          .join(' >> ');
        expect(plain(parsePipeline(source))).toEqual(stages.map((s) => [s.name, s.options, []]));
      }),
      { numRuns: 10_000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (source) => {
        try {
          parsePipeline(source);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('reads a mebibyte of brackets without running out of stack or time, and shows the place alone', () => {
    expect(() => parsePipeline('a('.repeat(1 << 19))).toThrow(UsageError);
    expect(() => parsePipeline('a('.repeat(1 << 19))).toThrow(
      new RegExp(`brackets lie more than 100 deep\\n {2}… ${'\\(a'.repeat(50)} …\\n {64}\\^$`),
    );
    expect(plain(parsePipeline(`${'a('.repeat(100)}b${')'.repeat(100)}`)).length).toBe(1);
  });

  it('shows what has no meaning as a whole character, and the place below it in one line', () => {
    expect(() => parsePipeline('bm25 >>\n\u{1f4a4}')).toThrow(
      '\u{1f4a4} has no meaning here\n  bm25 >> \u{1f4a4}\n          ^',
    );
  });
});
