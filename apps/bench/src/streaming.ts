import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readDocuments } from '@reprise/datasets';
import { buildSparse } from '@reprise/sparse';
import type { Bench } from './bench.js';
import { textMaker } from './synthetic.js';

const mebibyte = 2 ** 20;
const sampleEvery = 2000;

/** Memory and speed of indexing a JSONL file that is larger than the memory it may take. */
export const streaming: Bench = async function* ({ mebibytes }) {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-bench-'));
  try {
    const path = join(folder, 'corpus.jsonl');
    await pipeline(Readable.from(jsonLines(mebibytes * mebibyte)), createWriteStream(path));
    const { size } = await stat(path);

    const readingStart = performance.now();
    for await (const _ of readDocuments(path, { format: 'beir' }));
    const readingSeconds = (performance.now() - readingStart) / 1000;

    globalThis.gc?.();
    const before = process.memoryUsage();
    const highest = { heap: 0, live: 0, outside: 0 };
    const sample = (): void => {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      highest.heap = Math.max(highest.heap, heapUsed);
      highest.outside = Math.max(highest.outside, arrayBuffers);
      if (globalThis.gc === undefined) return;
      globalThis.gc();
      highest.live = Math.max(highest.live, process.memoryUsage().heapUsed);
    };
    const start = performance.now();
    // Putting the index into order, after the last document, is sampled by the clock instead.
    const clock = setInterval(sample, 500);
    const index = await buildSparse(watched(readDocuments(path, { format: 'beir' }), sample));
    clearInterval(clock);
    const seconds = (performance.now() - start) / 1000;
    sample();
    const after = process.memoryUsage();
    const kept = globalThis.gc === undefined ? 0 : Math.max(0, after.heapUsed - before.heapUsed);

    const row = (what: string, value: number, unit: string) => ({ what, value, unit });
    const memory = (what: string, bytes: number) => row(what, bytes / mebibyte, 'MiB');
    yield {
      title: `Index ${(size / mebibyte).toFixed(0)} MiB of JSONL, ${index.size.toLocaleString('en')} documents`,
      rows: [
        row('documents', index.size / seconds, 'a second'),
        row('input', size / 1e6 / seconds, 'MB/s'),
        row('limit: readDocuments alone', size / 1e6 / readingSeconds, 'MB/s'),
        memory('JS heap at the start', before.heapUsed),
        memory('JS heap, highest', highest.heap),
        memory('JS heap, highest after a collection', highest.live),
        memory('JS heap that the index keeps', kept),
        memory('JS heap beyond the index, highest', highest.heap - kept),
        memory('typed arrays, highest', highest.outside),
        memory('typed arrays that the index keeps', after.arrayBuffers - before.arrayBuffers),
        memory('resident memory, highest', process.resourceUsage().maxRSS * 1024),
      ],
      notes: [
        globalThis.gc === undefined
          ? 'Garbage included, and nothing deducted: run with --expose-gc to tell what is in use (0 here).'
          : 'Collected by force at every sample, which slows it: run without --expose-gc for speed.',
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function* watched<T>(documents: AsyncIterable<T>, sample: () => void): AsyncGenerator<T> {
  let done = 0;
  for await (const document of documents) {
    yield document;
    if (++done % sampleEvery === 0) sample();
  }
}

/** Lines in chunks of about 64 KiB: a turn of an asynchronous loop costs more than a line. */
function* jsonLines(bytes: number): Generator<string> {
  const text = textMaker(2);
  let made = 0;
  for (let number = 0; made < bytes; ) {
    let chunk = '';
    while (chunk.length < 65_536) {
      chunk += `{"_id":"document-${number++}","title":"${text(3, 9)}","text":"${text(40, 80)}"}\n`;
    }
    made += chunk.length;
    yield chunk;
  }
}
