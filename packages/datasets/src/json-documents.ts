import { idField, isObject, type JsonLine, textField } from './json-lines.js';
import { excerpt, parseError } from './parse-error.js';
import type { TextDocument } from './read-documents.js';

/** BEIR: `{ _id, title?, text }`. The text is title, one blank, text; an empty title adds nothing. */
export function beirDocument(object: JsonLine, path: string): TextDocument {
  const title = textField(object, 'title', path, true);
  const text = textField(object, 'text', path);
  return { id: idField(object, '_id', path), text: title === '' ? text : `${title} ${text}` };
}

/** Anserini: `{ id, contents, vector? }`, where `vector` holds the weight of each term. */
export function anseriniDocument(object: JsonLine, path: string): TextDocument {
  const { vector } = object.value;
  const id = idField(object, 'id', path);
  const text = textField(object, 'contents', path, vector !== undefined);
  return vector === undefined ? { id, text } : { id, text, terms: termWeights(vector, object, path) };
}

function termWeights(vector: unknown, object: JsonLine, path: string): ReadonlyMap<string, number> {
  const terms = new Map<string, number>();
  const entries: [string, unknown][] = isObject(vector) ? Object.entries(vector) : [['', vector]];
  for (const [term, weight] of entries) {
    if (typeof weight !== 'number' || !Number.isFinite(weight)) {
      const expected = '"vector" with a number for each term';
      throw parseError(
        path,
        object.line,
        expected,
        excerpt(JSON.stringify(isObject(vector) ? weight : vector)),
      );
    }
    terms.set(term, weight);
  }
  return terms;
}
