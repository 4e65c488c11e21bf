import type { TextDocument } from '@reprise/datasets';
import type { Document, RunOptions } from '@reprise/spec';
import type { EncodedEncoder } from './encoded.js';

/** Documents encoded at once: enough that batches of equal length can be made. */
const atOnce = 512;

export interface AlsoEncoding {
  /** The same documents, for another index to read. */
  readonly documents: AsyncGenerator<TextDocument>;
  /** What the encoder made of those that were read. */
  readonly encoded: readonly (Document<'vector'> | Document<'terms'>)[];
}

/** Encodes documents as they pass, so that their source is read once; it may be a pipe. */
export function alsoEncoding(
  documents: AsyncIterable<TextDocument>,
  encoder: EncodedEncoder,
  run: RunOptions,
): AlsoEncoding {
  const encoded: (Document<'vector'> | Document<'terms'>)[] = [];
  // Progress is told of the documents, not of each batch anew.
  const { signal } = run;
  const options = signal === undefined ? {} : { signal };
  const encode = async (batch: readonly TextDocument[]): Promise<void> => {
    const made = await encoder.encode(batch, 'document', options);
    batch.forEach(({ id }, i) => {
      encoded.push({ id, ...made[i] } as Document<'vector'> | Document<'terms'>);
    });
    run.onProgress?.({ kind: 'progress', stage: 'encode', done: encoded.length, unit: 'documents' });
  };
  async function* passing(): AsyncGenerator<TextDocument> {
    let batch: TextDocument[] = [];
    for await (const document of documents) {
      batch.push(document);
      if (batch.length === atOnce) {
        await encode(batch);
        yield* batch;
        batch = [];
      }
    }
    if (batch.length > 0) await encode(batch);
    yield* batch;
  }
  return { documents: passing(), encoded };
}
