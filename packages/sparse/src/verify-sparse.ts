import { pacer } from '@reprise/spec';
import { openGeneration } from '@reprise/storage';
import { corruptIndex } from './corrupt-index.js';
import { format } from './format.js';
import { loadSparse } from './load-sparse.js';
import type { SparseData } from './sparse-data.js';
import { collectionOf } from './sparse-data.js';
import { rowSums, type SparseRows } from './sparse-rows.js';
import type { Texts } from './texts.js';

/** What a sound index holds. */
export interface SparseSummary {
  /** Documents, those without a term included. */
  readonly documents: number;
  readonly terms: number;
  /** Pairs of a term and a document that holds it. */
  readonly postings: number;
  /** Term occurrences. */
  readonly tokens: number;
  /** Name of the analyzer that made the terms; absent where documents brought theirs. */
  readonly analyzer: string | undefined;
  /** Whether texts are stored. */
  readonly text: boolean;
  /** Size of all files. */
  readonly bytes: number;
}

type Pace = () => Promise<void> | undefined;
type Refuse = (what: string, expected: unknown, found: unknown) => Error;

/**
 * Reads every byte of a saved index and checks all that must hold: ids and terms well-formed, unique and sorted,
 * postings sorted and finite, term vectors, postings, lengths and counts in agreement, texts well-formed. Fails with
 * `CORRUPT_FILE` at the first fault, or as `openSparse` does.
 */
export async function verifySparse(
  directory: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<SparseSummary> {
  const generation = await openGeneration(directory, { ...format, ...(signal && { signal }) });
  try {
    const pace = pacer(signal);
    for (const file of generation.fileNames) {
      await (await generation.open(file)).verify();
      await pace();
    }
    const data = await loadSparse(generation);
    const refuse: Refuse = (what, expected, found) => corruptIndex(directory, what, expected, found);
    data.ids.verify();
    data.terms.verify();
    const vectors = await data.vectors();
    await checkPostings(data, vectors, pace, refuse);
    checkSums('length of document', rowSums(vectors), data.lengths, refuse);
    checkSums('frequency of term', rowSums(data.postings), data.frequencies, refuse);
    if (data.texts !== undefined) await checkTexts(data.texts, pace, refuse);
    return Object.freeze({
      documents: data.ids.size,
      terms: data.terms.size,
      postings: data.postings.columns.length,
      tokens: collectionOf(data).tokens,
      analyzer: data.analyzer,
      text: data.texts !== undefined,
      bytes: generation.byteLength,
    });
  } finally {
    await generation.close();
  }
}

/**
 * Reads postings term by term and the term vectors beside them: each posting must be the next entry of its document's
 * vector. That both have the same number of entries is known, so that nothing is left over.
 */
async function checkPostings(
  { postings, ids }: SparseData,
  vectors: SparseRows,
  pace: Pace,
  refuse: Refuse,
): Promise<void> {
  const next = vectors.offsets.slice();
  for (let term = 0; term < postings.offsets.length - 1; term++) {
    const start = postings.offsets[term]!;
    const end = postings.offsets[term + 1]!;
    if (start === end) throw refuse(`the number of postings of term ${term}`, 'at least 1', 0);
    for (let i = start; i < end; i++) {
      const document = postings.columns[i]!;
      const weight = postings.weights[i]!;
      if (document >= ids.size) throw refuse(`the document of posting ${i}`, `below ${ids.size}`, document);
      if (i > start && document <= postings.columns[i - 1]!) {
        throw refuse(`the document of posting ${i}`, `above ${postings.columns[i - 1]}`, document);
      }
      if (!(weight > 0 && weight < Number.POSITIVE_INFINITY)) {
        throw refuse(`the weight of posting ${i}`, 'finite and above 0', weight);
      }
      const entry = next[document]!++;
      if (
        entry >= vectors.offsets[document + 1]! ||
        vectors.columns[entry] !== term ||
        vectors.weights[entry] !== weight
      ) {
        throw refuse(`entry ${entry} of the term vectors`, `term ${term} of weight ${weight}`, 'another');
      }
    }
    const pause = pace();
    if (pause) await pause;
  }
}

function checkSums(what: string, expected: Float64Array, found: Float64Array, refuse: Refuse): void {
  for (let i = 0; i < expected.length; i++) {
    if (expected[i] !== found[i]) throw refuse(`the ${what} ${i}`, expected[i], found[i]);
  }
}

/** All texts together must be well-formed, and none may begin within a character. */
async function checkTexts({ offsets, pieces }: Texts, pace: Pace, refuse: Refuse): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (piece?: Uint8Array): void => {
    try {
      decoder.decode(piece, { stream: piece !== undefined });
    } catch {
      throw refuse('the text of a document', 'well-formed UTF-8', 'not so');
    }
  };
  let read = 0;
  let document = 0;
  for await (const piece of pieces()) {
    decode(piece);
    for (; offsets[document]! < read + piece.length; document++) {
      const byte = piece[offsets[document]! - read]!;
      if ((byte & 0xc0) === 0x80)
        throw refuse(`the start of text ${document}`, 'the start of a character', byte);
    }
    read += piece.length;
    const pause = pace();
    if (pause) await pause;
  }
  decode();
}
