import { RepriseError } from '@reprise/spec';
import { corruptFile } from './file-errors.js';
import { fileNameRule, isFileName } from './file-name.js';
import type { GenerationWriter } from './generation-writer.js';
import type { Generation } from './open-generation.js';

/** A part of an index that never changes once written, and which of its documents are deleted since. */
export interface Segment {
  /** Its file in the same generation. */
  readonly file: string;
  /** Number of documents in the file, deleted ones included. */
  readonly documents: number;
  /** Numbers of the deleted documents, ascending, each below `documents`. */
  readonly tombstones: Uint32Array;
}

export interface Manifest {
  readonly segments: readonly Segment[];
  /** What the index must know of itself, as JSON: the analyzer's name, the options it was built with. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** As JSON, with the number of tombstones; the tombstones themselves are a section. */
interface StoredSegment {
  readonly file: string;
  readonly documents: number;
  readonly tombstones: number;
}

const manifestFile = 'manifest';

/** Writes the manifest as file `manifest` of the generation. */
export async function writeManifest(writer: GenerationWriter, manifest: Manifest): Promise<void> {
  const fault = faultOf(manifest) ?? jsonFault(manifest.properties, 'properties');
  if (fault !== undefined) {
    throw new RepriseError('INVALID_INPUT', `manifest: ${fault}`, { details: { expected: fault } });
  }
  const json = {
    segments: manifest.segments.map(({ file, documents, tombstones }) => ({
      file,
      documents,
      tombstones: tombstones.length,
    })),
    properties: manifest.properties,
  };
  await writer.write(manifestFile, [
    { name: 'manifest', data: new TextEncoder().encode(JSON.stringify(json)) },
    {
      name: 'tombstones',
      data: manifest.segments.map(
        ({ tombstones }) => new Uint8Array(tombstones.buffer, tombstones.byteOffset, tombstones.byteLength),
      ),
    },
  ]);
}

/** Reads the manifest and checks that counts agree and that every segment's file is there. */
export async function readManifest(generation: Generation): Promise<Manifest> {
  const container = await generation.open(manifestFile);
  const refuse = (fault: string): RepriseError =>
    corruptFile('the manifest', {
      path: container.path,
      offset: 0,
      expected: 'a consistent one',
      found: fault,
    });
  const text = Buffer.from(await container.read('manifest')).toString();
  const bytes = await container.read('tombstones');
  if (bytes.length % 4 !== 0) throw refuse('one with a part of a tombstone');
  const all = new Uint32Array(bytes.buffer);
  let value: { readonly segments?: unknown; readonly properties?: unknown };
  try {
    value = Object(JSON.parse(text)) as typeof value;
  } catch {
    throw refuse('no JSON');
  }
  if (!Array.isArray(value.segments)) throw refuse('one without a list of segments');
  let from = 0;
  const segments = value.segments.map((entry: unknown): Segment => {
    const { file, documents, tombstones } = Object(entry) as StoredSegment;
    if (!Number.isInteger(tombstones) || tombstones < 0 || tombstones > all.length - from) {
      throw refuse(`one with ${String(tombstones)} tombstones where ${all.length - from} are left`);
    }
    from += tombstones;
    return Object.freeze({ file, documents, tombstones: all.slice(from - tombstones, from) });
  });
  if (from !== all.length) throw refuse(`one with ${from} tombstones where there are ${all.length}`);
  const manifest = { segments, properties: value.properties } as Manifest;
  const fault = faultOf(manifest);
  if (fault !== undefined) throw refuse(fault);
  for (const { file } of segments) await generation.open(file);
  return Object.freeze(manifest);
}

function faultOf({ segments, properties }: Manifest): string | undefined {
  const names = new Set<string>();
  for (const { file, documents, tombstones } of segments) {
    if (!isFileName(file) || file === manifestFile || names.has(file)) {
      return `segment file ${JSON.stringify(file)}: give a new name of ${fileNameRule}`;
    }
    names.add(file);
    if (!Number.isInteger(documents) || documents < 0 || documents > 2 ** 32) {
      return `${String(documents)} documents in segment ${file}: give an integer from 0 to 2^32`;
    }
    for (let i = 0; i < tombstones.length; i++) {
      if (tombstones[i]! >= documents || (i > 0 && tombstones[i]! <= tombstones[i - 1]!)) {
        return `tombstone ${tombstones[i]} of segment ${file}: give ascending numbers below ${documents}`;
      }
    }
  }
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) {
    return 'properties: give an object';
  }
  return undefined;
}

/** What JSON would drop or change without a word. */
function jsonFault(value: unknown, where: string): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return undefined;
  if (typeof value !== 'object') return `${where} is ${String(value)}: give something that JSON can hold`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) {
    return `${where} is no plain object: give something that JSON can hold`;
  }
  for (const [key, item] of Object.entries(value)) {
    const fault = jsonFault(item, `${where}.${key}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
