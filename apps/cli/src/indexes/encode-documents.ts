import type { TextDocument } from '@reprise/datasets';
import type { Progress, RunOptions } from '@reprise/spec';
import type { EncodedDocument, EncodedEncoder } from './encoded.js';

/** Documents encoded at once: enough that batches of equal length can be made. */
const atOnce = 512;

export interface EncodingOptions extends RunOptions {
  /** How many documents there are, where that is known: progress tells the share done by it. */
  readonly total?: number;
}

/** Encodes documents as they come, and closes the encoder behind the last. */
export async function* encodeDocuments(
  documents: AsyncIterable<TextDocument> | Iterable<TextDocument>,
  encoder: EncodedEncoder,
  { signal, onProgress, total }: EncodingOptions,
): AsyncGenerator<EncodedDocument> {
  let before = 0;
  let batch: TextDocument[] = [];
  const tell = (done: number): void => {
    const ofAll = total === undefined ? {} : { total };
    onProgress?.({ kind: 'progress', stage: 'encode', done, ...ofAll, unit: 'documents' });
  };
  /** The encoder counts within a batch, and equal texts once. */
  const report = (event: Progress): void => {
    if (event.kind === 'warning') onProgress?.(event);
    else tell(before + event.done);
  };
  async function* encoded(): AsyncGenerator<EncodedDocument> {
    const run = { onProgress: report, ...(signal !== undefined && { signal }) };
    const made = await encoder.encode(batch, 'document', run);
    for (const [i, { id }] of batch.entries()) yield { id, ...made[i] } as EncodedDocument;
    before += batch.length;
    tell(before);
    batch = [];
  }
  for await (const document of documents) {
    batch.push(document);
    if (batch.length === atOnce) yield* encoded();
  }
  if (batch.length > 0) yield* encoded();
  // Whoever takes these needs its memory from here on.
  await encoder.close();
}
