/**
 * How fast and in how much memory documents stream, in and out: `node bench/stream.mjs [MiB]` after a build (default
 * 1024). Sixteen generated chunks go round, so that making them costs nothing. `scan` is the ceiling of reading:
 * finding the line ends and nothing else. What is written goes nowhere, so that no disk is measured.
 */
import { Buffer } from 'node:buffer';
import { Writable } from 'node:stream';
import { readDocuments, readRunRows, writeDocuments } from '../dist/index.js';

const total = Number(process.argv[2] ?? 1024) * 1024 * 1024;
const text =
  'feedback rewrites the query from documents that a first pass has found and a second pass finds more '.repeat(
    6,
  );

const lines = {
  beir: (i) => `${JSON.stringify({ _id: `document-${i}`, title: `number ${i}`, text })}\n`,
  msmarco: (i) => `document-${i}\t${text}\n`,
  run: (i) => `${Math.floor(i / 1000)} Q0 document-${i} ${(i % 1000) + 1} ${(1000 - (i % 1000)) / 7} bench\n`,
};

function chunksOf(line) {
  let number = 0;
  return Array.from({ length: 16 }, () => {
    let chunk = '';
    while (chunk.length < 256 * 1024) chunk += line(number++);
    return Buffer.from(chunk);
  });
}

let highest = 0;

async function* repeat(chunks) {
  for (let done = 0, i = 0; done < total; i++) {
    const chunk = chunks[i % chunks.length];
    done += chunk.length;
    highest = Math.max(highest, process.memoryUsage().heapUsed);
    yield chunk;
  }
}

async function scan(source) {
  let count = 0;
  for await (const chunk of source)
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count++;
  return count;
}

async function count(items) {
  let number = 0;
  for await (const _ of items) number++;
  return number;
}

async function measure(name, work) {
  highest = 0;
  const start = performance.now();
  const { items, bytes } = await work();
  const seconds = (performance.now() - start) / 1000;
  const speed = `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;
  console.log(
    `${name}: ${items} in ${seconds.toFixed(2)} s, ${speed}, heap at most ${(highest / 2 ** 20).toFixed(0)} MiB`,
  );
}

for (const [name, line, read] of [
  ['scan', lines.beir, scan],
  ['BEIR documents', lines.beir, (source) => count(readDocuments(source, { format: 'beir' }))],
  ['MS MARCO documents', lines.msmarco, (source) => count(readDocuments(source, { format: 'msmarco' }))],
  ['run rows', lines.run, (source) => count(readRunRows(source, { format: 'trec' }))],
]) {
  const chunks = chunksOf(line);
  await measure(`read ${name}`, async () => ({ items: await read(repeat(chunks)), bytes: total }));
}

for (const format of ['beir', 'jsonl', 'trec', 'msmarco']) {
  await measure(`write ${format} documents`, async () => {
    let items = 0;
    let bytes = 0;
    const nowhere = new Writable({
      write: (chunk, _encoding, done) => {
        bytes += chunk.length;
        highest = Math.max(highest, process.memoryUsage().heapUsed);
        done();
      },
    });
    const documents = (function* () {
      while (bytes < total) yield { id: `document-${items++}`, text };
    })();
    await writeDocuments(nowhere, documents, { format });
    return { items, bytes };
  });
}
