import type { Buffer } from 'node:buffer';
import { checkId, compareIds, type Document, pacer, RepriseError } from '@reprise/spec';
import { excerpt } from '../parse-error.js';
import { type Target, writeWhole } from '../write-text.js';
import { WireWriter } from './protobuf.js';

export interface WriteCiffOptions {
  /** For people: what made the index. Default `Reprise`. */
  readonly description?: string;
  /** Aborting rejects with `ABORTED` and leaves no file. */
  readonly signal?: AbortSignal;
}

/** Bytes handed on at once. */
const batch = 64 * 1024;

/** What a frequency can be: a positive 32-bit integer. */
const mostFrequency = 2 ** 31 - 1;

/**
 * Writes bags of terms as an inverted index in the Common Index File Format, version 1, for Anserini, PISA, JASS, OldDog
 * and others. Documents are numbered as they come, terms stand in the order of their UTF-8 bytes. A file appears whole or
 * not at all; one whose name ends in `.gz` is packed. The index is in memory meanwhile, at some 16 bytes a posting.
 *
 * Refuses: `INVALID_ID`; `INVALID_INPUT` a weight that is no whole number from 1 to 2³¹ − 1, as CIFF has no others
 * (quantise learned weights first), or an empty term; `IO_FAILED`; `ABORTED`. Ids are not compared with each other.
 */
export async function writeCiff(
  target: Target,
  documents: AsyncIterable<Document<'terms'>> | Iterable<Document<'terms'>>,
  options: WriteCiffOptions = {},
): Promise<void> {
  const { description = 'Reprise', signal } = options;
  await writeWhole(target, pieces(documents, description, signal));
}

async function* pieces(
  documents: AsyncIterable<Document<'terms'>> | Iterable<Document<'terms'>>,
  description: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  const pace = pacer(signal);
  const postings = new Map<string, number[]>();
  const ids: string[] = [];
  const lengths: number[] = [];
  for await (const document of documents) {
    check(document);
    let length = 0;
    for (const [term, frequency] of document.terms) {
      const list = postings.get(term);
      if (list === undefined) postings.set(term, [ids.length, frequency]);
      else list.push(ids.length, frequency);
      length += frequency;
    }
    ids.push(document.id);
    lengths.push(length);
    await pace();
  }

  const out = new WireWriter();
  const message = new WireWriter();
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  message
    .number(1, 1)
    .number(2, postings.size)
    .number(3, ids.length)
    .number(4, postings.size)
    .number(5, ids.length);
  message
    .number(6, tokens)
    .double(7, ids.length === 0 ? 0 : tokens / ids.length)
    .bytes(8, description);
  out.delimited(message.take());
  for (const term of [...postings.keys()].sort(compareIds)) {
    addPostings(message, term, postings.get(term) as number[]);
    out.delimited(message.take());
    if (out.length >= batch) yield out.take();
    await pace();
  }
  for (const [number, id] of ids.entries()) {
    // Documents longer than the format can say are told as the longest.
    const length = Math.min(lengths[number] as number, mostFrequency);
    out.delimited(message.number(1, number).bytes(2, id).number(3, length).take());
    if (out.length >= batch) yield out.take();
    await pace();
  }
  yield out.take();
}

function addPostings(message: WireWriter, term: string, list: readonly number[]): void {
  const posting = new WireWriter();
  let [before, occurrences] = [0, 0];
  for (let i = 1; i < list.length; i += 2) occurrences += list[i] as number;
  message
    .bytes(1, term)
    .number(2, list.length / 2)
    .number(3, occurrences);
  for (let i = 0; i < list.length; i += 2) {
    const document = list[i] as number;
    message.bytes(
      4,
      posting
        .number(1, document - before)
        .number(2, list[i + 1] as number)
        .take(),
    );
    before = document;
  }
}

function check({ id, terms }: Document<'terms'>): void {
  checkId(id, 'a document');
  for (const [term, frequency] of terms) {
    const refuse = (fault: string): RepriseError =>
      new RepriseError('INVALID_INPUT', `document ${excerpt(id)} ${fault}`, {
        details: { id, term, value: frequency },
      });
    if (term === '' || /\p{Surrogate}/u.test(term)) {
      throw refuse(`has the term ${excerpt(term)}: give non-empty strings without unpaired surrogates`);
    }
    if (!Number.isInteger(frequency) || frequency < 1 || frequency > mostFrequency) {
      throw refuse(
        `gives the term ${excerpt(term)} the weight ${frequency}: CIFF holds whole numbers from 1, quantise it first`,
      );
    }
  }
}
