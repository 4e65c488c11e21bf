import { pacer, type RunOptions } from '@reprise/spec';
import { type Analyzer, english } from '@reprise/text';
import { bm25 } from './similarities/bm25.js';
import type { Similarity } from './similarity.js';
import { SparseBuilder, type SparseDocument } from './sparse-builder.js';
import { SparseIndex } from './sparse-index.js';

export interface BuildOptions extends RunOptions {
  /** Makes the terms of documents that bring none. Default `english()`. */
  readonly analyzer?: Analyzer;
  /** What the index scores by. Default `bm25()`. */
  readonly similarity?: Similarity;
  /** Whether to store the texts, for feedback that reads them. Default true. */
  readonly text?: boolean;
  /** Whether a document replaces an earlier one of its id, instead of being refused. Default false. */
  readonly replace?: boolean;
}

const reportEvery = 1000;

/**
 * Builds an index in memory from documents in any order. Fails with `DUPLICATE_ID`, `INVALID_ID`,
 * `INVALID_INPUT` (weights must be finite and at least 0) or `ABORTED`.
 */
export async function buildSparse(
  documents: AsyncIterable<SparseDocument> | Iterable<SparseDocument>,
  options: BuildOptions = {},
): Promise<SparseIndex> {
  const {
    analyzer = english(),
    similarity = bm25(),
    text = true,
    replace = false,
    signal,
    onProgress,
  } = options;
  const pace = pacer(signal);
  const builder = new SparseBuilder(analyzer, text, replace);
  let done = 0;
  const report = (): void => onProgress?.({ kind: 'progress', stage: 'index', done, unit: 'documents' });
  for await (const document of documents) {
    builder.add(document);
    if (++done % reportEvery === 0) report();
    const pause = pace();
    if (pause) await pause;
  }
  const data = await builder.finish(pace);
  report();
  return new SparseIndex(data, similarity);
}
