import { type Block, decodeHalf, loadKernels } from '@reprise/kernels';
import { RepriseError } from '@reprise/spec';
import { type Container, type Generation, IdTable, readManifest } from '@reprise/storage';
import { type Codebook, placeCodebook } from './codebook.js';
import { corruptIndex } from './corrupt-index.js';
import { format } from './format.js';
import { allocate } from './memory.js';
import { type MultivectorData, multivectorData } from './multivector-data.js';
import { bitsOf, precisions } from './precision.js';
import { allocateRows, rowBytes } from './rows.js';
import { narrow, type SavedSettings } from './save-multivector.js';

/** Bytes read at once. */
const pieceBytes = 4 << 20;

/**
 * Reads an index into memory. Checks that sizes agree and that no number leads outside; `verifyMultivector` checks the
 * rest.
 */
export async function loadMultivector(generation: Generation): Promise<MultivectorData> {
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
  const { path } = container;
  const { space, dimensions, precision, unit, tokenBits, centroids, pool } = checkSettings(properties, path);
  const read = async (section: string, length?: number): Promise<ArrayBuffer> => {
    const bytes = await container.read(section);
    if (length === undefined ? bytes.length % 4 !== 0 : bytes.length !== length) {
      throw corruptIndex(path, `the length of ${section}`, length ?? 'a multiple of 4', bytes.length);
    }
    return bytes.buffer as ArrayBuffer;
  };
  const ids = IdTable.fromSections(
    await container.read('ids'),
    new Uint32Array(await read('id-offsets')),
    path,
  );
  if (ids.size !== segment.documents)
    throw corruptIndex(path, 'the number of ids', segment.documents, ids.size);
  const starts = new Uint32Array(await read('row-starts', (ids.size + 1) * 4));
  checkStarts(starts, path, 'row-starts');
  const count = starts[ids.size]!;

  const book = await readCodebook(read, { dimensions, unit, path });
  const kernels = await loadKernels();
  const rows = allocateRows(kernels, precision, count, dimensions);
  const fill = async (section: string, block: Block, length: number): Promise<void> => {
    const found = container.sections.get(section);
    if (found !== length) throw corruptIndex(path, `the length of ${section}`, length, found);
    for (let at = 0; at < length; at += pieceBytes) {
      const piece = await container.readRange(section, at, Math.min(pieceBytes, length - at));
      kernels.view(block, Uint8Array).set(piece, at);
    }
  };
  await fill('rows', rows.block, count * rowBytes(rows));
  if (rows.scales && bitsOf(precision) === undefined) await fill('scales', rows.scales, count * 4);
  else if (rows.scales) {
    decodeHalf(new Uint16Array(await read('scales', count * 2)), kernels.view(rows.scales, Float32Array));
  }
  const codebook = placeCodebook(kernels, (bytes) => allocate(kernels, bytes), book);
  const centroidIds = narrow(codebook.count)
    ? new Uint16Array(await read('centroid-ids', count * 2))
    : new Uint32Array(await read('centroid-ids', count * 4));
  const above = centroidIds.find((centroid) => centroid >= codebook.count);
  if (above !== undefined) throw corruptIndex(path, 'a centroid', `below ${codebook.count}`, above);
  kernels.view(rows.centroidIds, Uint32Array).set(centroidIds);
  const tokens = {
    0: async () => undefined,
    16: async () => new Uint16Array(await read('tokens', count * 2)),
    32: async () => new Uint32Array(await read('tokens', count * 4)),
  }[tokenBits];
  return multivectorData({
    space,
    dimensions,
    centroids,
    pool,
    ids,
    kernels,
    rows,
    starts,
    tokens: await tokens(),
    labels: await readLabels(container),
    codebook,
  });
}

async function readCodebook(
  read: (section: string, length?: number) => Promise<ArrayBuffer>,
  { dimensions, unit, path }: { dimensions: number; unit: boolean; path: string },
): Promise<Codebook> {
  const centroids = new Float32Array(await read('centroids'));
  const cellStarts = new Uint32Array(await read('cell-starts'));
  const cellCount = cellStarts.length - 1;
  const count = cellStarts[cellCount] ?? 0;
  if (cellCount < 0) throw corruptIndex(path, 'the number of cell-starts', 'at least 1', 0);
  checkStarts(cellStarts, path, 'cell-starts');
  if (centroids.length !== count * dimensions) {
    throw corruptIndex(path, 'the numbers of centroids', count * dimensions, centroids.length);
  }
  const cells = new Float32Array(await read('cells', cellCount * dimensions * 4));
  return { dimensions, centroids, cells, cellStarts, unit };
}

function checkSettings(properties: Readonly<Record<string, unknown>>, path: string): SavedSettings {
  const settings = properties as unknown as SavedSettings;
  const { space, dimensions, precision, unit, tokenBits, centroids, pool } = settings;
  const check = (holds: boolean, what: string, expected: string, found: unknown): void => {
    if (!holds) throw corruptIndex(path, what, expected, found);
  };
  const whole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  check(typeof space === 'string', 'the space', 'a name', space);
  check(whole(dimensions), 'the number of dimensions', 'a whole number', dimensions);
  check(whole(centroids), 'the number of centroids', 'a whole number', centroids);
  check([1, 2, 3, 4].includes(pool), 'the pooling', '1 to 4', pool);
  check(precisions.includes(precision), 'the precision', precisions.join(', '), precision);
  check(typeof unit === 'boolean', 'whether lengths are 1', 'true or false', unit);
  check([0, 16, 32].includes(tokenBits), 'the bits of a token id', '0, 16 or 32', tokenBits);
  return settings;
}

/** Runs that are never empty, from 0 on. */
function checkStarts(starts: Uint32Array, path: string, section: string): void {
  if (starts[0] !== 0) throw corruptIndex(path, `the first of ${section}`, 0, starts[0]);
  for (let i = 1; i < starts.length; i++) {
    if (starts[i]! <= starts[i - 1]!)
      throw corruptIndex(path, `number ${i} of ${section}`, `above ${starts[i - 1]}`, starts[i]);
  }
}

async function readLabels(container: Container): Promise<ReadonlyMap<number, string>> {
  const text = new TextDecoder().decode(await container.read('labels'));
  const refuse = (found: string): RepriseError =>
    corruptIndex(container.path, 'the list of labels', 'pairs of id and label, ascending', found);
  let pairs: unknown;
  try {
    pairs = JSON.parse(text);
  } catch {
    throw refuse('no JSON');
  }
  let last = -1;
  const sound = (pair: unknown): pair is [number, string] => {
    const [id, label, ...more]: unknown[] = Array.isArray(pair) ? pair : [];
    if (!Number.isInteger(id) || (id as number) <= last || typeof label !== 'string' || more.length > 0)
      return false;
    last = id as number;
    return true;
  };
  if (!Array.isArray(pairs) || !pairs.every(sound)) throw refuse('another');
  return new Map(pairs);
}
