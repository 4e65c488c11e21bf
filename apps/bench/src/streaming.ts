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
    let heap = 0;
    let outside = 0;
    let live = 0;
    const sample = (): void => {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      heap = Math.max(heap, heapUsed);
      outside = Math.max(outside, arrayBuffers);
      if (globalThis.gc === undefined) return;
      globalThis.gc();
      live = Math.max(live, process.memoryUsage().heapUsed);
    };
    const start = performance.now();
    // Putting the index into order, after the last document, is sampled by the clock instead.
    const clock = setInterval(sample, 500);
    let done = 0;
    const watched = async function* () {
      for await (const document of readDocuments(path, { format: 'beir' })) {
        yield document;
        if (++done % sampleEvery === 0) sample();
      }
    };
    const index = await buildSparse(watched());
    clearInterval(clock);
    sample();
    const seconds = (performance.now() - start) / 1000;
    const after = process.memoryUsage();
    const kept = Math.max(0, after.heapUsed - before.heapUsed);

    const row = (what: string, value: number, unit: string) => ({ what, value, unit });
    yield {
      title: `Index ${(size / mebibyte).toFixed(0)} MiB of JSONL, ${index.size.toLocaleString('en')} documents`,
      rows: [
        row('documents', index.size / seconds, 'a second'),
        row('input', size / 1e6 / seconds, 'MB/s'),
        row('limit: readDocuments alone', size / 1e6 / readingSeconds, 'MB/s'),
        row('JS heap at the start', before.heapUsed / mebibyte, 'MiB'),
        row('JS heap, highest', heap / mebibyte, 'MiB'),
        ...(live > 0
          ? [
              row('JS heap, highest after a collection', live / mebibyte, 'MiB'),
              row('JS heap that the index keeps', kept / mebibyte, 'MiB'),
            ]
          : []),
        row('JS heap beyond the index, highest', (heap - (live > 0 ? kept : 0)) / mebibyte, 'MiB'),
        row('typed arrays, highest', outside / mebibyte, 'MiB'),
        row(
          'typed arrays that the index keeps',
          (after.arrayBuffers - before.arrayBuffers) / mebibyte,
          'MiB',
        ),
        row('resident memory, highest', process.resourceUsage().maxRSS / 1024, 'MiB'),
      ],
      notes: [
        live > 0
          ? 'Collected by force at every sample, which slows it: run without --expose-gc for speed.'
          : 'Garbage included: run with --expose-gc to tell it from what is in use.',
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

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
