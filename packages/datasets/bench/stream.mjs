/**
 * How fast and in how much memory documents stream: `node bench/stream.mjs [MiB]` after a build (default 1024).
 * The input is generated as it is read. `scan` is the ceiling: finding the line ends and nothing else.
 */
import { Buffer } from 'node:buffer';
import { readDocuments, readRunRows } from '../dist/index.js';

const mebibytes = Number(process.argv[2] ?? 1024);
const words =
  'feedback rewrites the query from documents that a first pass has found and a second pass finds more '.repeat(
    6,
  );

const makers = {
  beir: (i) => `${JSON.stringify({ _id: `document-${i}`, title: `number ${i}`, text: words })}\n`,
  msmarco: (i) => `document-${i}\t${words}\n`,
  run: (i) => `${Math.floor(i / 1000)} Q0 document-${i} ${(i % 1000) + 1} ${(1000 - (i % 1000)) / 7} bench\n`,
};

async function* generate(make, total, peak) {
  let i = 0;
  for (let done = 0; done < total; ) {
    let text = '';
    while (text.length < 256 * 1024) text += make(i++);
    const chunk = Buffer.from(text);
    done += chunk.length;
    peak.bytes = Math.max(peak.bytes, process.memoryUsage().heapUsed);
    yield chunk;
  }
}

async function scan(source) {
  let lines = 0;
  for await (const chunk of source)
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  return lines;
}

async function count(items) {
  let items_ = 0;
  for await (const _ of items) items_++;
  return items_;
}

const readers = {
  'scan beir': ['beir', scan],
  'read beir': ['beir', (source) => count(readDocuments(source, { format: 'beir' }))],
  'read msmarco': ['msmarco', (source) => count(readDocuments(source, { format: 'msmarco' }))],
  'read run rows': ['run', (source) => count(readRunRows(source))],
};

for (const [name, [maker, read]] of Object.entries(readers)) {
  const peak = { bytes: 0 };
  const total = mebibytes * 1024 * 1024;
  let start = performance.now();
  for await (const _ of generate(makers[maker], total, { bytes: 0 }));
  const making = performance.now() - start;
  start = performance.now();
  const items = await read(generate(makers[maker], total, peak));
  const seconds = (performance.now() - start - making) / 1000;
  const speed = (total / 1e6 / seconds).toFixed(0);
  console.log(
    `${name}: ${items} in ${seconds.toFixed(2)} s, ${speed} MB/s, heap at most ${(peak.bytes / 2 ** 20).toFixed(0)} MiB`,
  );
}
