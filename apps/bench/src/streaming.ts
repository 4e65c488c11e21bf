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
    const start = performance.now();
    // Long work pauses every 10 ms or so, and then the clock has its turn: some hundred documents a sample.
    const clock = setInterval(() => {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      heap = Math.max(heap, heapUsed);
      outside = Math.max(outside, arrayBuffers);
    }, 10);
    const index = await buildSparse(readDocuments(path, { format: 'beir' }));
    clearInterval(clock);
    const seconds = (performance.now() - start) / 1000;
    globalThis.gc?.();
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
        memory('JS heap, highest', heap),
        memory('JS heap beyond the index, highest', heap - kept),
        memory('typed arrays, highest', outside),
        memory('typed arrays that the index keeps', after.arrayBuffers - before.arrayBuffers),
        memory('resident memory, highest', process.resourceUsage().maxRSS * 1024),
      ],
      notes: ['Garbage counts as heap. What the index keeps there is deducted with --expose-gc alone.'],
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
