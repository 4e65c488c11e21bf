import { whitespace } from '@reprise/text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWink, exportWink, importWink } from './index.js';

type Path = readonly (string | number)[];

const texts = ['apple banana apple', 'banana cherry', 'apple cherry cherry date', 'egg fig grape', ''];
const documents = texts.map((text, i) => ({ id: ['b', '__proto__', '10', '9', 'a'][i]!, text }));
const json = exportWink(await buildWink(documents, { analyzer: whitespace() }));

/** The export with another value at a place. JSON leaves `undefined` out. */
function broken(path: Path, value: unknown): string {
  const parts: unknown = JSON.parse(json);
  let place = parts;
  for (const key of path.slice(0, -1)) place = (place as Record<string, unknown>)[key];
  const property = { value, enumerable: true, configurable: true, writable: true };
  Object.defineProperty(place, path.at(-1)!, property);
  return JSON.stringify(parts);
}

describe('importWink', () => {
  it.each([
    ['', 'PARSE_ERROR'],
    ['[1', 'PARSE_ERROR'],
    ['null', 'UNSUPPORTED_FORMAT'],
    ['{}', 'UNSUPPORTED_FORMAT'],
    ['[[],{},{},[],0,{},{},[],[]]', 'UNSUPPORTED_FORMAT'],
    ['[{},{},{},[],0,{},{},[]]', 'UNSUPPORTED_FORMAT'],
    [undefined, 'INVALID_INPUT'],
    [7, 'INVALID_INPUT'],
  ])('refuses %j, which is no export', (json, code) => {
    expect(() => importWink(json as string)).toThrow(expect.objectContaining({ code }));
  });

  it.each<[what: string, path: Path, value: unknown, message: RegExp]>([
    ['no fields', [0, 'fldWeights'], {}, /fldWeights/],
    ['a b above 1', [0, 'bm25Params', 'b'], 2, /b is 2, expected a number from 0 to 1/],
    ['no k1', [0, 'bm25Params', 'k1'], undefined, /k1 is missing/],
    ['no parameters', [0, 'bm25Params'], null, /bm25Params is null/],
    ['retained fields without a name', [0, 'ovFldNames'], [1], /ovFldNames/],
    ['another number of documents', [1, 'totalDocs'], 4, /totalDocs is 4, expected 5/],
    ['another number of tokens', [1, 'totalCorpusLength'], 13, /totalCorpusLength is 13, expected 12/],
    ['no number of tokens', [1, 'totalCorpusLength'], 'x', /totalCorpusLength is "x"/],
    ['no word on being consolidated', [1, 'consolidated'], 1, /consolidated is 1/],
    ['a document that is null', [2, 'b'], null, /document "b" is null/],
    ['a document without frequencies', [2, 'b', 'freq'], undefined, /freq of document "b" is missing/],
    ['a document without values', [2, 'b', 'fieldValues'], [], /fieldValues of document "b"/],
    ['a negative length', [2, 'b', 'length'], -3, /length of document "b" is -3/],
    ['another length', [2, 'b', 'length'], 4, /length of document "b" is 4, expected 3/],
    ['frequencies too large to add', [2, 'b', 'freq'], { 0: 1e308, 1: 1e308 }, /is 3, expected Infinity/],
    ['a frequency of 0', [2, 'b', 'freq', 0], 0, /freq of document "b" is 0/],
    ['a frequency in letters', [2, 'b', 'freq', 0], '2', /freq of document "b" is "2"/],
    ['a frequency of no token', [2, 'b', 'freq', 'x'], 1, /number of postings is 10, expected 11/],
    ['a frequency that no list knows', [2, 'b', 'freq', 2], 1, /number of postings is 10, expected 11/],
    ['a list without documents', [3, 0], [], /posting list 0/],
    ['a list that is none', [3, 0], null, /posting list 0/],
    ['a list with a document twice', [3, 0], ['b', 'b'], /expected different ids/],
    ['a list with an unknown document', [3, 0, 0], 'toString', /"toString", expected a document/],
    ['a list with a number', [3, 0, 0], 10, /an id of posting list 0 is 10/],
    ['a list of another document', [3, 0, 0], 'a', /is "a", expected a document that holds/],
    ['a list too many', [3, 7], ['b'], /length of the inverted index is 8/],
    ['another number of terms', [4], 1e9, /number of tokens is 7, expected 1000000000/],
    ['two terms of one number', [5, 'apple'], 1, /number of a token is 1/],
    ['a term of a number too large', [5, 'apple'], 7, /number of a token is 7/],
    ['a term without a number', [5, 'apple'], null, /number of a token is null/],
  ])('refuses an export with %s', (_, path, value, message) => {
    expect(() => importWink(broken(path, value))).toThrow(
      expect.objectContaining({ code: 'CORRUPT_FILE', message: expect.stringMatching(message) }),
    );
  });

  it('refuses an id that is empty and a number that is infinite', () => {
    expect(() => importWink(json.replace('"b":{', '"":{'))).toThrow(
      expect.objectContaining({ code: 'INVALID_ID' }),
    );
    expect(() => importWink(json.replace('"length":3', '"length":1e999'))).toThrow(
      expect.objectContaining({ code: 'CORRUPT_FILE' }),
    );
  });

  it('refuses values that are nested too deep to be written again', () => {
    for (const depth of [200, 200_000]) {
      const deep = `"fieldValues":{"x":${'['.repeat(depth)}${']'.repeat(depth)}}`;
      expect(() => importWink(json.replace(/"fieldValues":{[^}]*}/, deep))).toThrow(
        expect.objectContaining({ code: 'LIMIT_EXCEEDED' }),
      );
    }
  });

  it('bears any JSON in any place with a typed error or none', () => {
    const places: Path[] = [];
    const visit = (value: unknown, path: Path): void => {
      if (path.length > 0) places.push(path);
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
    };
    visit(JSON.parse(json), []);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
        try {
          importWink(broken(path, value));
        } catch (error) {
          expect(error).toMatchObject({ name: 'RepriseError' });
        }
      }),
      { numRuns: 1000 },
    );
  });
});
