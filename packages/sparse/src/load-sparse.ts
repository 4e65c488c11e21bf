import { RepriseError } from '@reprise/spec';
import { type Container, type Generation, IdTable, type Manifest, readManifest } from '@reprise/storage';
import { corruptIndex } from './corrupt-index.js';
import { format } from './format.js';
import type { SparseData } from './sparse-data.js';
import type { SparseRows } from './sparse-rows.js';
import { StringTable } from './string-table.js';
import { savedTexts, type Texts } from './texts.js';

/**
 * Reads what searches need. Term vectors are read when first fetched, texts one by one: opening costs no more than
 * the postings and makes no object a document. Checks that all sizes agree; `verifySparse` checks the rest.
 */
export async function loadSparse(generation: Generation): Promise<SparseData> {
  const { file, documents, properties } = segmentOf(await readManifest(generation));
  const container = await generation.open(file);
  const { path } = container;
  const refuse = (what: string, expected: unknown, found: unknown): RepriseError =>
    corruptIndex(path, what, expected, found);
  const check = (what: string, expected: unknown, found: unknown): void => {
    if (expected !== found) throw refuse(what, expected, found);
  };

  const ids = await table(container, 'ids', 'id-offsets');
  const terms = await table(container, 'terms', 'term-offsets');
  check('the number of ids', documents, ids.size);
  check('the number of terms', properties.terms, terms.size);
  const lengths = new Float64Array(await numbers(container, 'lengths', 8));
  const frequencies = new Float64Array(await numbers(container, 'frequencies', 8));
  check('the number of lengths', documents, lengths.length);
  check('the number of frequencies', terms.size, frequencies.length);

  const rows = async (name: string, columnName: string, height: number): Promise<SparseRows> => {
    const offsets = new Uint32Array(await numbers(container, `${name}-offsets`, 4));
    const columns = new Uint32Array(await numbers(container, `${name}-${columnName}`, 4));
    const weights = new Float32Array(await numbers(container, `${name}-weights`, 4));
    checkOffsets(offsets, `${name}-offsets`, height, columns.length, refuse);
    check(`the number of ${name}-${columnName}`, properties.postings, columns.length);
    check(`the number of ${name}-weights`, properties.postings, weights.length);
    return { offsets, columns, weights };
  };
  let vectors: Promise<SparseRows> | undefined;

  return {
    ids,
    terms,
    termNumbers: StringTable.of(terms.sections()),
    postings: await rows('posting', 'documents', terms.size),
    vectors: () => {
      vectors ??= rows('vector', 'terms', documents);
      return vectors;
    },
    lengths,
    frequencies,
    texts: properties.text ? await textsOf(container, documents, refuse) : undefined,
    analyzer: properties.analyzer,
    close: generation.close,
  };
}

type Refuse = (what: string, expected: unknown, found: unknown) => RepriseError;

/** What `save` wrote into the manifest. */
interface SegmentProperties {
  readonly analyzer: string | undefined;
  readonly terms: unknown;
  readonly postings: unknown;
  readonly text: boolean;
}

function segmentOf({ segments, properties }: Manifest): {
  readonly file: string;
  readonly documents: number;
  readonly properties: SegmentProperties;
} {
  const [segment, ...others] = segments;
  if (segment === undefined || others.length > 0 || segment.tombstones.length > 0) {
    const deleted = segments.reduce((sum, { tombstones }) => sum + tombstones.length, 0);
    const found = `${segments.length} segments with ${deleted} deleted documents`;
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `the index has ${found}, this code reads one segment without: use the package that wrote it`,
      { details: { expected: `${format.format} of one segment`, found } },
    );
  }
  const { analyzer, terms, postings, text } = properties;
  const known = {
    analyzer: typeof analyzer === 'string' ? analyzer : undefined,
    terms,
    postings,
    text: text === true,
  };
  return { file: segment.file, documents: segment.documents, properties: known };
}

async function table(container: Container, bytes: string, offsets: string): Promise<IdTable> {
  const ends = new Uint32Array(await numbers(container, offsets, 4));
  return IdTable.fromSections(await container.read(bytes), ends, container.path);
}

/** A section as the buffer of an array of `width`-byte numbers. */
async function numbers(container: Container, section: string, width: number): Promise<ArrayBuffer> {
  const { buffer, byteLength } = await container.read(section);
  if (byteLength % width !== 0) {
    throw corruptIndex(container.path, `the length of ${section}`, `a multiple of ${width}`, byteLength);
  }
  return buffer as ArrayBuffer;
}

async function textsOf(container: Container, documents: number, refuse: Refuse): Promise<Texts> {
  const offsets = new Float64Array(await numbers(container, 'text-offsets', 8));
  checkOffsets(offsets, 'text-offsets', documents, container.sections.get('texts') ?? 0, refuse);
  return savedTexts(container, 'texts', offsets);
}

/** Offsets must begin at 0, never fall, and end where the section does, so that no row leads outside. */
function checkOffsets(
  offsets: Uint32Array | Float64Array,
  section: string,
  rows: number,
  end: number,
  refuse: Refuse,
): void {
  if (offsets.length !== rows + 1) throw refuse(`the number of ${section}`, rows + 1, offsets.length);
  if (offsets[0] !== 0) throw refuse(`the first of ${section}`, 0, offsets[0]);
  for (let row = 0; row < rows; row++) {
    if (!(offsets[row]! <= offsets[row + 1]!)) {
      throw refuse(`number ${row + 1} of ${section}`, `at least ${offsets[row]}`, offsets[row + 1]);
    }
  }
  if (offsets[rows] !== end) throw refuse(`the last of ${section}`, end, offsets[rows]);
}
