import { optionError, RepriseError } from '@reprise/spec';
import { contentOf } from './wink-content.js';
import type { WinkEngine } from './wink-engine.js';
import { WinkIndex } from './wink-index.js';

/** wink's own default and least. */
export const defaultPrecision = 4;

/** wink refuses fewer, with an error that does not say how many it takes. */
const leastDocuments = 3;

/** wink takes what is none of these for its default, without a word. */
export function checkPrecision(precision: number): void {
  if (!Number.isInteger(precision) || precision < 4 || precision > 9)
    throw optionError('precision', precision, 'a whole number from 4 to 9');
}

/** Makes an engine ready to search, after which it takes no more documents. */
export function finishWink(engine: WinkEngine, precision: number): WinkIndex {
  const content = contentOf(engine);
  const { size } = content.documents;
  if (size < leastDocuments) {
    throw new RepriseError(
      'INVALID_INPUT',
      `wink searches collections of at least ${leastDocuments} documents, and here are ${size}: give more, or use ` +
        '@reprise/sparse',
      { details: { expected: leastDocuments, found: size } },
    );
  }
  // A search asks for one known term at a time: no text is analysed.
  engine.definePrepTasks([(term) => [term]]);
  engine.consolidate(precision);
  return new WinkIndex(engine, content);
}
