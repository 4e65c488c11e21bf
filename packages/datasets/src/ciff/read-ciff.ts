import { type Buffer, isUtf8 } from 'node:buffer';
import type { Document, RunOptions } from '@reprise/spec';
import { pacer } from '@reprise/spec';
import { isId } from '../plain-id.js';
import { readBytes } from '../read-bytes.js';
import { byteOptions, nameOf, type Source } from '../source.js';
import { ciffError, type Message, readMessages } from './messages.js';
import { fieldsOf, WireFault } from './protobuf.js';

/** Document numbers are positive 32-bit integers. */
const mostDocuments = 2 ** 31 - 1;

/**
 * Reads an inverted index in the Common Index File Format (Lin et al., arXiv 2003.08276) and gives its documents as bags
 * of terms, in the order of their numbers; terms come in the order of the file. Frequencies are what the index holds:
 * term frequencies, or impacts. `.gz` is unpacked. The whole index is in memory meanwhile, at some 16 bytes a posting.
 *
 * A document without postings has no terms. Lengths and totals of the file are not compared with the sums of the postings,
 * as indexes that hold only some terms, or Lucene's lossy lengths, differ in them.
 *
 * Refuses: `CORRUPT_FILE`, with the byte, whatever breaks the format; `LIMIT_EXCEEDED` a message above 1 GiB;
 * `NOT_FOUND`, `IO_FAILED`, `ABORTED`. Ids are not compared with each other: the index refuses doubles.
 */
export async function* readCiff(
  source: Source,
  options: RunOptions = {},
): AsyncGenerator<Document<'terms'>, void, undefined> {
  const path = nameOf(source);
  const inverted = await readInverted(source, path, options);
  const pace = pacer(options.signal);
  const { terms, ids, starts, entries } = inverted;
  for (let document = 0; document < ids.length; document++) {
    const bag = new Map<string, number>();
    for (let i = starts[document] as number; i < (starts[document + 1] as number); i++) {
      bag.set(terms[entries.terms[i] as number] as string, entries.frequencies[i] as number);
    }
    yield { id: ids[document] as string, terms: bag };
    const pause = pace();
    if (pause) await pause;
  }
}

interface Inverted {
  readonly terms: readonly string[];
  readonly ids: readonly string[];
  /** The entries of document `d` lie from `starts[d]` to `starts[d + 1]`. */
  readonly starts: Uint32Array;
  readonly entries: { readonly terms: Uint32Array; readonly frequencies: Uint32Array };
}

async function readInverted(source: Source, path: string, options: RunOptions): Promise<Inverted> {
  const messages = readMessages(readBytes(source, await byteOptions(source, options)), path);
  try {
    const next = async (expected: string): Promise<Message> => {
      const { value, done } = await messages.next();
      if (done) throw ciffError(path, 0, expected, 'the end');
      return value;
    };
    const header = numbersOf(await next('a header'), path);
    const [lists, documents] = [header.get(2) ?? 0, header.get(3) ?? 0];
    if (header.get(1) !== 1) throw ciffError(path, 0, 'version 1', `version ${header.get(1) ?? 0}`);
    if (documents > mostDocuments)
      throw ciffError(path, 0, `at most ${mostDocuments} documents`, String(documents));

    const terms = new Map<string, number>();
    const postings: Uint32Array[] = [];
    for (let i = 0; i < lists; i++) {
      const message = await next(`postings list ${i + 1} of ${lists}`);
      const { term, pairs } = postingsOf(message, documents, path);
      if (terms.has(term)) throw ciffError(path, message.at, 'a new term', JSON.stringify(term));
      terms.set(term, i);
      postings.push(pairs);
    }
    const records = new Map<number, string>();
    for (let i = 0; i < documents; i++) {
      const message = await next(`document ${i + 1} of ${documents}`);
      const { number, id } = recordOf(message, documents, path);
      if (records.has(number)) throw ciffError(path, message.at, 'a new document number', String(number));
      records.set(number, id);
    }
    const beyond = await messages.next();
    if (!beyond.done) throw ciffError(path, beyond.value.at, 'the end', 'more');
    const ids = Array.from({ length: documents }, (_, number) => records.get(number) as string);
    return { terms: [...terms.keys()], ids, ...byDocument(postings, documents) };
  } finally {
    await messages.return(undefined);
  }
}

/** A counting sort by document; within one, terms keep their order. */
function byDocument(
  postings: readonly Uint32Array[],
  documents: number,
): Pick<Inverted, 'starts' | 'entries'> {
  const starts = new Uint32Array(documents + 1);
  for (const pairs of postings) for (let i = 0; i < pairs.length; i += 2) starts[(pairs[i] as number) + 1]!++;
  for (let d = 0; d < documents; d++) starts[d + 1]! += starts[d]!;
  const next = starts.slice();
  const total = starts[documents] as number;
  const entries = { terms: new Uint32Array(total), frequencies: new Uint32Array(total) };
  postings.forEach((pairs, term) => {
    for (let i = 0; i < pairs.length; i += 2) {
      const at = next[pairs[i] as number]!++;
      entries.terms[at] = term;
      entries.frequencies[at] = pairs[i + 1] as number;
    }
  });
  return { starts, entries };
}

/** Document numbers and frequencies by turns. */
function postingsOf(
  message: Message,
  documents: number,
  path: string,
): { readonly term: string; readonly pairs: Uint32Array } {
  let term = '';
  let frequency = 0;
  const found: number[] = [];
  let document = 0;
  for (const { number, value, at } of fields(message, path)) {
    if (number === 1) term = textOf(value, message.at + at, path);
    else if (number === 2) frequency = wholeOf(value, message.at + at, path);
    else if (number === 4) {
      const posting = numbersOf({ at: message.at + at, bytes: bytesOf(value, message.at + at, path) }, path);
      const gap = posting.get(1) ?? 0;
      if (gap === 0 && found.length > 0) {
        throw ciffError(path, message.at + at, 'documents in ascending order', 'one twice');
      }
      document += gap;
      const times = posting.get(2) ?? 0;
      if (document >= documents) {
        throw ciffError(path, message.at + at, `a document number below ${documents}`, String(document));
      }
      if (times === 0 || times > mostDocuments) {
        throw ciffError(path, message.at + at, 'a frequency of at least 1', String(times));
      }
      found.push(document, times);
    }
  }
  if (term === '') throw ciffError(path, message.at, 'a term', 'none');
  if (found.length !== 2 * frequency) {
    throw ciffError(
      path,
      message.at,
      `${frequency} postings of ${JSON.stringify(term)}`,
      String(found.length / 2),
    );
  }
  return { term, pairs: Uint32Array.from(found) };
}

function recordOf(
  message: Message,
  documents: number,
  path: string,
): { readonly number: number; readonly id: string } {
  let document = 0;
  let id = '';
  for (const { number, value, at } of fields(message, path)) {
    if (number === 1) document = wholeOf(value, message.at + at, path);
    else if (number === 2) id = textOf(value, message.at + at, path);
  }
  if (document >= documents) {
    throw ciffError(path, message.at, `a document number below ${documents}`, String(document));
  }
  if (!isId(id)) throw ciffError(path, message.at, 'a document id', 'an empty one');
  return { number: document, id };
}

/** The last value of every field that is a number. */
function numbersOf(message: Message, path: string): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  for (const { number, value } of fields(message, path)) {
    if (typeof value === 'number') numbers.set(number, value);
  }
  return numbers;
}

function* fields(message: Message, path: string): ReturnType<typeof fieldsOf> {
  try {
    yield* fieldsOf(message.bytes);
  } catch (error) {
    if (error instanceof WireFault)
      throw ciffError(path, message.at + error.at, error.message, 'something else');
    throw error;
  }
}

function wholeOf(value: number | Buffer, at: number, path: string): number {
  if (typeof value === 'number') return value;
  throw ciffError(path, at, 'a number', `${value.length} bytes`);
}

function bytesOf(value: number | Buffer, at: number, path: string): Buffer {
  if (typeof value !== 'number') return value;
  throw ciffError(path, at, 'a message', `the number ${value}`);
}

function textOf(value: number | Buffer, at: number, path: string): string {
  const bytes = bytesOf(value, at, path);
  if (!isUtf8(bytes)) throw ciffError(path, at, 'a UTF-8 text', 'other bytes');
  return bytes.toString();
}
