import {
  checkId,
  type Document,
  optionError,
  RepriseError,
  type RunOptions,
  throwIfAborted,
} from '@reprise/spec';
import type { Described, FeatureMaker } from './feature-maker.js';

/** A document's features, and which of them failed. */
export type MadeFeatures = Document<'features'> & Pick<Described, 'failures'>;

type Documents = Iterable<Document<'text'>> | AsyncIterable<Document<'text'>>;

/**
 * Makes the features of a collection, offline, document by document in their order; `buildFeatures` takes what it
 * yields. A feature that fails is a `SKIPPED_DOCUMENT` warning, and the document goes on without it.
 * `options.batchSize` documents (default 64) are under way together, `options.concurrency` requests at once where the
 * maker asks a model.
 */
export async function* makeFeatures(
  documents: Documents,
  maker: FeatureMaker,
  options: RunOptions = {},
): AsyncGenerator<MadeFeatures, void, undefined> {
  const { batchSize = 64, onProgress, ...others } = options;
  if (!(Number.isSafeInteger(batchSize) && batchSize >= 1))
    throw optionError('batchSize', batchSize, 'an integer of at least 1');
  if (typeof maker?.describe !== 'function')
    throw optionError('maker', maker, 'modelFeatures(…) or extractiveFeatures(…)');
  const total = Array.isArray(documents) ? { total: documents.length } : {};
  let done = 0;
  const report = (within: number): void =>
    onProgress?.({ kind: 'progress', stage: 'features', done: done + within, ...total, unit: 'documents' });
  report(0);
  for await (const batch of batches(documents, batchSize)) {
    throwIfAborted(options.signal);
    const described = await maker.describe(batch, {
      ...others,
      onProgress: (event) => {
        if (event.kind === 'progress') report(event.done);
        else onProgress?.(event);
      },
    });
    if (described.length !== batch.length) {
      throw new RepriseError(
        'PLUGIN_CONTRACT',
        `${maker.name} described ${described.length} of ${batch.length} texts: it has to answer each`,
        { details: { expected: batch.length, found: described.length } },
      );
    }
    done += batch.length;
    report(0);
    for (const [i, { features, failures }] of described.entries()) {
      const { id } = batch[i]!;
      for (const [feature, error] of failures) {
        onProgress?.({
          kind: 'warning',
          code: 'SKIPPED_DOCUMENT',
          stage: 'features',
          id,
          message: `document ${JSON.stringify(id)} has no ${feature}: ${error.message}`,
        });
      }
      yield { id, features, failures };
    }
  }
}

async function* batches(documents: Documents, size: number): AsyncGenerator<readonly Document<'text'>[]> {
  const seen = new Set<string>();
  let batch: Document<'text'>[] = [];
  for await (const document of documents) {
    const { id, text } = document;
    checkId(id, `document ${seen.size}`);
    if (seen.has(id)) {
      throw new RepriseError(
        'DUPLICATE_ID',
        `document ${JSON.stringify(id)} comes twice: give each id once`,
        {
          details: { value: id },
        },
      );
    }
    if (typeof text !== 'string') {
      throw new RepriseError(
        'MISSING_REPRESENTATION',
        `document ${JSON.stringify(id)} has no text: features are made of texts`,
        { details: { id } },
      );
    }
    seen.add(id);
    batch.push(document);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
