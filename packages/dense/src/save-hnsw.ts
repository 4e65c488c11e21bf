import { open } from 'node:fs/promises';
import { throwIfAborted } from '@reprise/spec';
import { saveGeneration, writeManifest } from '@reprise/storage';
import { graphFile, graphFormat, graphSection } from './graph-format.js';
import { vectorBytes } from './graph-layout.js';
import type { HnswData } from './hnsw-index.js';
import type { SaveOptions } from './save-dense.js';
import { withTemporaryFile } from './temporary-file.js';

/** Bytes read at once. */
const pieceBytes = 1 << 20;

/** What usearch writes, but for the vectors, which are the index's own. */
export async function saveHnsw(data: HnswData, directory: string, options: SaveOptions): Promise<void> {
  const { graph, documents, ids, settings } = data;
  const { signal } = options;
  throwIfAborted(signal);
  const fingerprint = await documents.fingerprint({ ...(signal && { signal }) });
  await withTemporaryFile(async (path) => {
    graph.save(path);
    await saveGeneration(directory, { ...graphFormat, ...options }, async (writer) => {
      await writer.write(graphFile, [
        { name: graphSection, data: pieces(path, vectorBytes(ids.length, documents)) },
      ]);
      await writeManifest(writer, {
        segments: [{ file: graphFile, documents: ids.length, tombstones: new Uint32Array(0) }],
        properties: { fingerprint, ...settings },
      });
    });
  });
}

async function* pieces(path: string, from: number): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    for (let at = from; ; ) {
      const { buffer, bytesRead } = await file.read(new Uint8Array(pieceBytes), 0, pieceBytes, at);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}
