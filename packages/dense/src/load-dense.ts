import { type Block, loadKernels } from '@reprise/kernels';
import { RepriseError } from '@reprise/spec';
import { type Container, type Generation, IdTable, readManifest } from '@reprise/storage';
import { corruptIndex } from './corrupt-index.js';
import type { DenseData } from './dense-data.js';
import { vectorsInMemory, vectorsOnDisk } from './exact-vectors.js';
import { format, vectorSection } from './format.js';
import { allocateRows, type Rows, rowBytes } from './rows.js';
import { isCoded, type Precision, precisions, type Similarity, similarities } from './vector-options.js';

/** Bytes read at once. */
const pieceBytes = 4 << 20;

/** Reads codes, or the vectors themselves, into memory. Checks that all sizes agree; `verifyDense` checks the rest. */
export async function loadDense(generation: Generation, where: 'memory' | 'disk'): Promise<DenseData> {
  const { segments, properties } = await readManifest(generation);
  const [segment, ...others] = segments;
  if (segment === undefined || others.length > 0 || segment.tombstones.length > 0) {
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `the index has ${segments.length} segments or deleted documents, this code reads one segment without: use the package that wrote it`,
      { details: { expected: `${format.format} of one segment`, found: segments.length } },
    );
  }
  const container = await generation.open(segment.file);
  const { space, dimensions, given, similarity, precision } = checkProperties(properties, container.path);
  const ids = await idsOf(container);
  const { size: count } = ids;
  if (count !== segment.documents)
    throw corruptIndex(container.path, 'the number of ids', segment.documents, count);
  const kernels = await loadKernels();
  const coded = isCoded(precision);
  const width = precision === 'f16' ? 2 : 4;
  const expect = (section: string, bytes: number): void => {
    const found = container.sections.get(section);
    if (found !== bytes) throw corruptIndex(container.path, `the length of ${section}`, bytes, found);
  };
  expect(vectorSection, count * dimensions * width);

  const readVectors = async (kind: 'f32' | 'f16'): Promise<Rows> => {
    const rows = allocateRows(kernels, kind, count, dimensions);
    await readRows(container, dimensions * width, rows, (row, bytes) => {
      kernels.view(rows.block, Uint8Array).set(bytes, row * rowBytes(rows));
    });
    return rows;
  };
  if (!coded) {
    const rows = await readVectors(precision);
    return {
      space,
      dimensions,
      given,
      similarity,
      ids,
      kernels,
      rows,
      exact: vectorsInMemory(kernels, rows),
      close: generation.close,
    };
  }
  const rows = allocateRows(kernels, precision, count, dimensions);
  expect('codes', count * rowBytes(rows));
  await readSection(container, 'codes', (at, bytes) => kernels.view(rows.block, Uint8Array).set(bytes, at));
  if (rows.scales !== undefined) {
    expect('scales', count * 4);
    await readSection(container, 'scales', (at, bytes) =>
      kernels.view(rows.scales as Block, Uint8Array).set(bytes, at),
    );
  }
  const exact =
    where === 'disk'
      ? vectorsOnDisk(container, vectorSection, dimensions)
      : vectorsInMemory(kernels, await readVectors('f32'));
  return { space, dimensions, given, similarity, ids, kernels, rows, exact, close: generation.close };
}

interface Properties {
  readonly space: string;
  readonly dimensions: number;
  readonly given: number;
  readonly similarity: Similarity;
  readonly precision: Precision;
}

function checkProperties(properties: Readonly<Record<string, unknown>>, path: string): Properties {
  const { space, dimensions, given, similarity, precision } = properties as unknown as Properties;
  const whole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  if (typeof space !== 'string') throw corruptIndex(path, 'the space', 'a name', space);
  if (!whole(dimensions)) throw corruptIndex(path, 'the number of dimensions', 'a whole number', dimensions);
  if (!whole(given) || (given !== 0 && given < dimensions))
    throw corruptIndex(path, 'the length of vectors', `at least ${dimensions}`, given);
  if (!similarities.includes(similarity))
    throw corruptIndex(path, 'the similarity', similarities.join(', '), similarity);
  if (!precisions.includes(precision))
    throw corruptIndex(path, 'the precision', precisions.join(', '), precision);
  return { space, dimensions, given, similarity, precision };
}

async function idsOf(container: Container): Promise<IdTable> {
  const { buffer, byteLength } = await container.read('id-offsets');
  if (byteLength % 4 !== 0)
    throw corruptIndex(container.path, 'the length of id-offsets', 'a multiple of 4', byteLength);
  return IdTable.fromSections(
    await container.read('ids'),
    new Uint32Array(buffer as ArrayBuffer),
    container.path,
  );
}

async function readSection(
  container: Container,
  section: string,
  use: (at: number, bytes: Uint8Array) => void,
): Promise<void> {
  const length = container.sections.get(section) ?? 0;
  for (let at = 0; at < length; at += pieceBytes) {
    use(at, await container.readRange(section, at, Math.min(pieceBytes, length - at)));
  }
}

/** Unpadded rows, one by one. */
async function readRows(
  container: Container,
  bytes: number,
  { count }: Rows,
  use: (row: number, bytes: Uint8Array) => void,
): Promise<void> {
  const portion = Math.max(1, Math.floor(pieceBytes / Math.max(1, bytes)));
  for (let first = 0; first < count; first += portion) {
    const rows = Math.min(portion, count - first);
    const piece = await container.readRange(vectorSection, first * bytes, rows * bytes);
    for (let i = 0; i < rows; i++) use(first + i, piece.subarray(i * bytes, (i + 1) * bytes));
  }
}
