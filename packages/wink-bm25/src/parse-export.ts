import { checkId, RepriseError } from '@reprise/spec';
import { corruptExport } from './corrupt-export.js';
import type { WinkDocument, WinkExport } from './wink-engine.js';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The tests that wink makes of the nine parts, and all that it makes. */
const parts: readonly ((value: unknown) => boolean)[] = [
  isObject,
  isObject,
  isObject,
  Array.isArray,
  Number.isInteger,
  isObject,
  isObject,
  Array.isArray,
  Array.isArray,
];

/** Reads wink's export and checks all but the sums of frequencies, which a consolidated one does not hold. */
export function parseExport(json: string): WinkExport {
  const value = parse(json);
  if (!Array.isArray(value) || value.length !== parts.length || !parts.every((test, i) => test(value[i]))) {
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      "this JSON is no export of wink's, which is a list of nine parts: give what exportJSON or exportWink wrote",
      { details: { expected: `a list of ${parts.length} parts` } },
    );
  }
  const found = value as unknown as WinkExport;
  checkConfig(found);
  checkTotals(found);
  checkDocuments(found);
  checkTokens(found);
  checkPostings(found);
  return found;
}

function parse(json: unknown): unknown {
  if (typeof json !== 'string') {
    throw new RepriseError('INVALID_INPUT', `the export is of type ${typeof json}: give a JSON string`, {
      details: { value: json },
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new RepriseError(
      'PARSE_ERROR',
      "wink's export is no JSON: give what exportJSON or exportWink wrote",
      { cause },
    );
  }
  if (isWithin(value, deepest)) return value;
  throw new RepriseError(
    'LIMIT_EXCEEDED',
    `wink's export is nested deeper than ${deepest}: retain flatter values of fields`,
    { details: { expected: deepest } },
  );
}

/** JSON can be read at any depth, but not written again. wink itself needs 4, and a retained value what it has. */
const deepest = 100;

const isWithin = (value: unknown, depth: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((inner) => isWithin(inner, depth - 1)));

function checkConfig([config]: WinkExport): void {
  const { fldWeights, bm25Params, ovFldNames }: { readonly [key: string]: unknown } = { ...config };
  if (!isObject(fldWeights) || Object.keys(fldWeights).length === 0)
    throw corruptExport('fldWeights', fldWeights, 'an object with at least one field');
  for (const [field, weight] of Object.entries(fldWeights)) {
    if (typeof weight === 'number' && Number.isFinite(weight) && weight > 0) continue;
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `the field ${JSON.stringify(field)} has the weight ${JSON.stringify(weight)}: give fields weights above 0`,
      { details: { value: weight, field } },
    );
  }
  if (!isObject(bm25Params)) throw corruptExport('bm25Params', bm25Params, 'an object');
  for (const [name, most] of [
    ['k1', Number.MAX_VALUE],
    ['b', 1],
    ['k', Number.MAX_VALUE],
  ] as const) {
    const parameter = bm25Params[name];
    if (typeof parameter === 'number' && parameter >= 0 && parameter <= most) continue;
    throw corruptExport(name, parameter, name === 'b' ? 'a number from 0 to 1' : 'a number of at least 0');
  }
  if (!Array.isArray(ovFldNames) || !ovFldNames.every((name) => typeof name === 'string'))
    throw corruptExport('ovFldNames', ovFldNames, 'a list of strings');
}

function checkTotals([, totals, documents]: WinkExport): void {
  const { totalDocs, totalCorpusLength, consolidated }: { readonly [key: string]: unknown } = { ...totals };
  const size = Object.keys(documents).length;
  if (totalDocs !== size) throw corruptExport('totalDocs', totalDocs, `${size}, the number of documents`);
  if (typeof totalCorpusLength !== 'number')
    throw corruptExport('totalCorpusLength', totalCorpusLength, 'a number');
  if (typeof consolidated !== 'boolean') throw corruptExport('consolidated', consolidated, 'true or false');
}

function checkDocuments([, { consolidated }, documents]: WinkExport): void {
  for (const [id, document] of Object.entries<unknown>(documents)) {
    checkId(id, 'a document');
    const name = `document ${JSON.stringify(id)}`;
    if (!isObject(document)) throw corruptExport(name, document, 'an object');
    const { freq, fieldValues, length } = document;
    if (!isObject(freq)) throw corruptExport(`freq of ${name}`, freq, 'an object');
    if (!isObject(fieldValues)) throw corruptExport(`fieldValues of ${name}`, fieldValues, 'an object');
    if (!isNumber(length) || length < 0)
      throw corruptExport(`length of ${name}`, length, 'a number of at least 0');
    for (const value of Object.values(freq)) {
      if (isNumber(value) && (consolidated || value > 0)) continue;
      throw corruptExport(`freq of ${name}`, value, consolidated ? 'numbers' : 'numbers above 0');
    }
  }
}

/** JSON can hold 1e999, which is read as infinite. */
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function checkTokens([, , , postings, tokenCount, tokens]: WinkExport): void {
  const numbers = Object.values<unknown>(tokens);
  if (numbers.length !== tokenCount)
    throw corruptExport('the number of tokens', numbers.length, String(tokenCount));
  if (postings.length !== tokenCount)
    throw corruptExport('the length of the inverted index', postings.length, String(tokenCount));
  const seen = new Uint8Array(tokenCount);
  for (const number of numbers) {
    if (!Number.isInteger(number) || seen[number as number] !== 0)
      throw corruptExport('the number of a token', number, `one of 0 to ${tokenCount - 1}, each once`);
    seen[number as number] = 1;
  }
}

/** Each pair of document and token stands once on either side. */
function checkPostings([, , documents, postings]: WinkExport): void {
  const known = new Map<unknown, WinkDocument>(Object.entries(documents));
  let expected = 0;
  for (const { freq } of known.values()) expected += Object.keys(freq).length;
  let found = 0;
  for (const [number, ids] of postings.entries()) {
    const name = `posting list ${number}`;
    if (!Array.isArray(ids) || ids.length === 0) throw corruptExport(name, ids, 'a list of ids');
    if (new Set(ids).size !== ids.length) throw corruptExport(name, ids, 'different ids');
    for (const id of ids) {
      const document = known.get(id);
      if (document === undefined || !Object.hasOwn(document.freq, number))
        throw corruptExport(`an id of ${name}`, id, 'a document that holds the token');
    }
    found += ids.length;
  }
  if (found !== expected) throw corruptExport('the number of postings', found, String(expected));
}
