import { checkId, type Document, optionError, pacer, RepriseError, type RunOptions } from '@reprise/spec';
import { type Analyzer, english } from '@reprise/text';
import { checkPrecision, defaultPrecision, finishWink } from './finish-wink.js';
import { createEngine } from './wink-engine.js';
import type { WinkIndex } from './wink-index.js';

export interface WinkOptions extends RunOptions {
  /** Makes terms of the texts. Default `english()`. */
  readonly analyzer?: Analyzer;
  /** How soon repetitions of a term stop counting, at least 0. Default 1.2 (wink). */
  readonly k1?: number;
  /** How much a document's length counts, from 0 to 1. Default 0.75 (wink). */
  readonly b?: number;
  /**
   * Added inside the logarithm of idf, at least 0. With 1 no idf is negative; below that, terms of more than half the
   * documents may have a negative one. Default 1 (wink).
   */
  readonly k?: number;
  /** Digits after the point that a document's term weights are rounded to, from 4 to 9. Default 4 (wink). */
  readonly precision?: number;
  /** Whether to store the texts, for feedback that reads them. Default true. */
  readonly text?: boolean;
}

const field = 'text';
const reportEvery = 1000;

/**
 * Builds an index in memory from at least three documents. Fails with `DUPLICATE_ID`, `INVALID_ID`, `INVALID_INPUT`,
 * `INVALID_OPTION` or `ABORTED`.
 */
export async function buildWink(
  documents: AsyncIterable<Document<'text'>> | Iterable<Document<'text'>>,
  options: WinkOptions = {},
): Promise<WinkIndex> {
  const {
    analyzer = english(),
    k1 = 1.2,
    b = 0.75,
    k = 1,
    precision = defaultPrecision,
    text = true,
  } = options;
  if (!(k1 >= 0 && k1 < Number.POSITIVE_INFINITY))
    throw optionError('k1', k1, 'a finite number of at least 0');
  if (!(b >= 0 && b <= 1)) throw optionError('b', b, 'a number from 0 to 1');
  if (!(k >= 0 && k < Number.POSITIVE_INFINITY)) throw optionError('k', k, 'a finite number of at least 0');
  checkPrecision(precision);

  const engine = createEngine();
  engine.defineConfig({
    fldWeights: { [field]: 1 },
    bm25Params: { k1, b, k },
    ovFldNames: text ? [field] : [],
  });
  engine.definePrepTasks([(value) => tokens(analyzer, value)], field);
  const pace = pacer(options.signal);
  const seen = new Set<string>();
  const report = (): void =>
    options.onProgress?.({ kind: 'progress', stage: 'index', done: seen.size, unit: 'documents' });
  for await (const document of documents) {
    const { id, text: value } = checked(document, seen);
    engine.addDoc({ [field]: value }, id);
    seen.add(id);
    if (seen.size % reportEvery === 0) report();
    const pause = pace();
    if (pause) await pause;
  }
  report();
  return finishWink(engine, precision);
}

function checked(document: Document<'text'>, seen: ReadonlySet<string>): Document<'text'> {
  const place = `document ${seen.size + 1}`;
  const { id, text }: { id?: unknown; text?: unknown } = Object(document);
  checkId(id, place);
  const named = `${place}, ${JSON.stringify(id)},`;
  if (seen.has(id)) {
    throw new RepriseError('DUPLICATE_ID', `${named} has the id of an earlier one: give each id once`, {
      details: { value: id },
    });
  }
  if (typeof text !== 'string') {
    throw new RepriseError('INVALID_INPUT', `${named} has no text: give it a string`, {
      details: { id, value: text },
    });
  }
  return { id, text };
}

function tokens(analyzer: Analyzer, text: string): string[] {
  const given = analyzer.tokens(text);
  if (given.includes(''))
    throw new RepriseError('PLUGIN_CONTRACT', `the analyzer ${analyzer.name} gave an empty token`);
  return given;
}
