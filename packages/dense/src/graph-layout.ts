/**
 * The layout of a file of usearch 2, little-endian and unpadded:
 *
 *     rows u32, bytes of a row u32, the vectors
 *     head, 64 bytes: "usearch", version 3 × u16, kinds of metric, scalar, key and slot u8 each,
 *                     documents u64, deleted u64, dimensions u64, multi u8
 *     size u64, connectivity u64, connectivity of layer 0 u64, highest layer u64, entry u64
 *     highest layer of each document i16
 *     each document: key u64, highest layer i16, and for each layer from 0: number of links u32, room for so many u32
 *
 * usearch trusts what it reads and ends the process over a wrong number, so that all of it is checked before.
 */
import { pacer, RepriseError } from '@reprise/spec';
import { corruptIndex } from './corrupt-index.js';
import type { DenseIndex } from './dense-index.js';
import { graphDimensions } from './usearch-graph.js';

const headBytes = 64;
const levelsAt = headBytes + 40;
const kindsAt = 13;
const f32Kind = 11;
const u64Kind = 14;
const u32Kind = 15;

/** Documents checked between two looks at the signal. */
const documentsAtOnce = 1024;

/** What precedes the head. */
export function vectorBytes(count: number, documents: DenseIndex): number {
  return 8 + count * graphDimensions(documents) * 4;
}

/** Checks the head and all links. `path` is for messages. */
export async function checkLinks(
  bytes: Uint8Array,
  documents: DenseIndex,
  connectivity: number,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { size, similarity } = documents;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const expect = (what: string, expected: number, found: number): void => {
    if (found !== expected) throw corruptIndex(path, what, expected, found);
  };
  const whole = (at: number): number => Number(view.getBigUint64(at, true));
  if (bytes.length < levelsAt + size * 2) {
    throw corruptIndex(path, 'the length of the graph', `at least ${levelsAt + size * 2}`, bytes.length);
  }
  if (Buffer.from(bytes.subarray(0, 7)).toString('latin1') !== 'usearch' || view.getUint16(7, true) !== 2) {
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `${path} holds no graph of usearch 2: build the graph again`,
      {
        details: { path, expected: 'usearch 2' },
      },
    );
  }
  const metric = (similarity === 'euclidean' ? 'e' : 'i').charCodeAt(0);
  for (const [i, kind] of [metric, f32Kind, u64Kind, u32Kind].entries()) {
    expect(`kind ${i} of the graph`, kind, view.getUint8(kindsAt + i));
  }
  expect('the number of documents', size, whole(17));
  expect('the number of deleted documents', 0, whole(25));
  expect('the number of dimensions', graphDimensions(documents), whole(33));
  expect('whether ids repeat', 0, view.getUint8(41));
  expect('the number of nodes', size, whole(headBytes));
  expect('the connectivity', connectivity, whole(headBytes + 8));
  expect('the connectivity of layer 0', connectivity * 2, whole(headBytes + 16));

  const level = (document: number): number => view.getInt16(levelsAt + document * 2, true);
  if (size > 0) {
    const entry = whole(headBytes + 32);
    if (entry >= size) throw corruptIndex(path, 'the entry', `below ${size}`, entry);
    expect('the highest layer', level(entry), whole(headBytes + 24));
  }
  const pace = pacer(signal);
  let at = levelsAt + size * 2;
  for (let document = 0; document < size; document++) {
    const layers = level(document);
    const room = 14 + connectivity * 8 + layers * (4 + connectivity * 4);
    if (layers < 0 || at + room > bytes.length) {
      throw corruptIndex(path, `the room for document ${document}`, 'inside of the graph', room);
    }
    expect(`the key of document ${document}`, document, whole(at));
    expect(`the layers of document ${document}`, layers, view.getInt16(at + 8, true));
    at += 10;
    for (let layer = 0; layer <= layers; layer++) {
      const most = layer === 0 ? connectivity * 2 : connectivity;
      const links = view.getUint32(at, true);
      if (links > most)
        throw corruptIndex(path, `the number of links of document ${document}`, `at most ${most}`, links);
      for (let i = 1; i <= links; i++) {
        const other = view.getUint32(at + i * 4, true);
        if (other >= size || level(other) < layer) {
          throw corruptIndex(path, `a link of document ${document}`, `a document of layer ${layer}`, other);
        }
      }
      at += 4 + most * 4;
    }
    if (document % documentsAtOnce !== 0) continue;
    const pause = pace();
    if (pause) await pause;
  }
  expect('the length of the graph', at, bytes.length);
}
