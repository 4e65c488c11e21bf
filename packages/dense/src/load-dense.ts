import { type Block, loadKernels } from '@reprise/kernels';
import { RepriseError } from '@reprise/spec';
import { type Container, type Generation, IdTable, readManifest } from '@reprise/storage';
import { corruptIndex } from './corrupt-index.js';
import type { DenseData } from './dense-data.js';
import { vectorsInMemory, vectorsOnDisk } from './exact-vectors.js';
import { format, vectorSection } from './format.js';
import { allocateRows, type Rows, rowBytes, setPadded } from './rows.js';
import { isCoded, type Precision, precisions, type Similarity, similarities } from './vector-options.js';

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
  if (count > 0 && dimensions === 0)
    throw corruptIndex(container.path, 'the number of dimensions', 'at least 1', dimensions);
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
    await container.visit(vectorSection, 0, count * dimensions * width, (piece, at) => {
      setPadded(kernels.view(rows.block, Uint8Array), piece, at, dimensions, width);
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
  const readCodes = async (section: string, bytes: number, block: Block): Promise<void> => {
    expect(section, bytes);
    // A view taken anew each time: it dies when the kernels' memory grows.
    await container.visit(section, 0, bytes, (piece, at) => kernels.view(block, Uint8Array).set(piece, at));
  };
  await readCodes('codes', count * rowBytes(rows), rows.block);
  if (rows.scales !== undefined) await readCodes('scales', count * 4, rows.scales);
  const exact =
    where === 'disk'
      ? vectorsOnDisk(kernels, container, vectorSection, dimensions)
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
