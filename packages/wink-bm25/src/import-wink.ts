import { corruptExport } from './corrupt-export.js';
import { checkPrecision, defaultPrecision, finishWink } from './finish-wink.js';
import { parseExport } from './parse-export.js';
import { recoverFrequencies } from './recover-frequencies.js';
import { createEngine, type WinkExport } from './wink-engine.js';
import type { WinkIndex } from './wink-index.js';

export interface ImportOptions {
  /** Digits after the point that a document's term weights are rounded to, from 4 to 9. Default 4 (wink). */
  readonly precision?: number;
}

/**
 * Reads what `exportWink` or wink's own `exportJSON` wrote, whether consolidated or not. Terms of several fields come
 * with their frequencies times the fields' weights. Queries need the analyzer that made the documents' terms.
 *
 * Fails with `PARSE_ERROR` (no JSON), `UNSUPPORTED_FORMAT` (no export, fields of a weight of 0 or less, or rounded
 * weights that do not tell the frequencies), `CORRUPT_FILE` (one that contradicts itself), `LIMIT_EXCEEDED`
 * (nested deeper than 100), `INVALID_ID`, `INVALID_INPUT` (no string, or fewer than three documents) or `INVALID_OPTION`.
 */
export function importWink(json: string, options: ImportOptions = {}): WinkIndex {
  const { precision = defaultPrecision } = options;
  checkPrecision(precision);
  const found = parseExport(json);
  const isConsolidated = found[1].consolidated;
  const parts = isConsolidated ? recoverFrequencies(found) : found;
  checkLengths(parts);
  const engine = createEngine();
  engine.importJSON(isConsolidated ? JSON.stringify(parts) : json);
  return finishWink(engine, precision);
}

function checkLengths([, { totalCorpusLength }, documents]: WinkExport): void {
  let total = 0;
  for (const [id, { freq, length }] of Object.entries(documents)) {
    const sum = Object.values(freq).reduce((sum, frequency) => sum + frequency, 0);
    checkSum(`the length of document ${JSON.stringify(id)}`, length, sum);
    total += length;
  }
  checkSum('totalCorpusLength', totalCorpusLength, total);
}

/** Weights of fields may be fractions, which add up differently in another order. */
function checkSum(what: string, found: number, expected: number): void {
  if (!Number.isFinite(expected) || !(Math.abs(found - expected) <= 1e-9 * expected))
    throw corruptExport(what, found, String(expected));
}
