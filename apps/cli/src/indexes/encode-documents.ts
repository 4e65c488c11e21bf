import type { TextDocument } from '@reprise/datasets';
import type { RunOptions } from '@reprise/spec';
import type { EncodedDocument, EncodedEncoder } from './encoded.js';

/** Documents encoded at once: enough that batches of equal length can be made. */
const atOnce = 512;

/** Encodes documents as they come, and closes the encoder behind the last; tells of progress by documents, not of each batch anew. */
export async function* encodeDocuments(
  documents: AsyncIterable<TextDocument> | Iterable<TextDocument>,
  encoder: EncodedEncoder,
  { signal, onProgress }: RunOptions,
): AsyncGenerator<EncodedDocument> {
  let done = 0;
  let batch: TextDocument[] = [];
  async function* encoded(): AsyncGenerator<EncodedDocument> {
    const made = await encoder.encode(batch, 'document', signal === undefined ? {} : { signal });
    for (const [i, { id }] of batch.entries()) yield { id, ...made[i] } as EncodedDocument;
    done += batch.length;
    onProgress?.({ kind: 'progress', stage: 'encode', done, unit: 'documents' });
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
