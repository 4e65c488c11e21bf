import { join, resolve } from 'node:path';
import { RepriseError, throwIfAborted } from '@reprise/spec';
import { type Container, openContainer } from './container.js';
import { type Current, checkFormat, readCurrent } from './current-file.js';
import { corruptFile } from './file-errors.js';
import { type FileSystem, failedWith, guarded, ignoringFailure, nodeFileSystem } from './file-system.js';
import { checkFormatOptions, type FormatOptions } from './format-options.js';
import { currentPath, generationNumber, generationPath, removeGeneration } from './index-folder.js';

export interface OpenOptions extends FormatOptions {
  /** Aborting rejects the call with code `ABORTED`. */
  readonly signal?: AbortSignal;
  /** Default: the files of this computer. */
  readonly files?: FileSystem;
}

export interface GenerationInfo {
  /** Counts the saves of this folder from 1. */
  readonly number: number;
  /** 32 hexadecimal digits, random: tells two saves of the same number apart. */
  readonly id: string;
  /** In ascending order. */
  readonly fileNames: readonly string[];
  /** Bytes of all files together. */
  readonly byteLength: number;
}

/** An index as one save left it. Its files are open, so that a later save cannot take them away. */
export interface Generation extends GenerationInfo {
  readonly open: (file: string) => Promise<Container>;
  readonly close: () => Promise<void>;
}

/**
 * Opens what the last finished save left, checks header, table and trailer of each of its files, and removes
 * what older saves left. Fails with `NOT_FOUND`, `UNSUPPORTED_FORMAT`, `CORRUPT_FILE`, `IO_FAILED`, `ABORTED`.
 */
export async function openGeneration(folder: string, options: OpenOptions): Promise<Generation> {
  checkFormatOptions(options);
  const directory = resolve(folder);
  const files = guarded(options.files ?? nodeFileSystem);
  let current = await readCurrentOf(files, directory, options);
  for (;;) {
    try {
      const generation = await openFiles(files, directory, current, options);
      await removeOlder(files, directory, current.number);
      return generation;
    } catch (error) {
      // A save and another reader's tidying may have come in between: then the new index is the answer.
      const now = await readCurrentOf(files, directory, options);
      if (now.id === current.id) throw error;
      current = now;
    }
  }
}

async function readCurrentOf(files: FileSystem, directory: string, options: OpenOptions): Promise<Current> {
  throwIfAborted(options.signal);
  const path = currentPath(directory);
  try {
    const current = await readCurrent(files, path);
    checkFormat(current, path, options);
    return current;
  } catch (error) {
    if (!failedWith(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw new RepriseError(
      'NOT_FOUND',
      `there is no index in ${directory}: save one there first or give the folder of another`,
      { details: { path: directory }, cause: error },
    );
  }
}

async function openFiles(
  files: FileSystem,
  directory: string,
  current: Current,
  options: OpenOptions,
): Promise<Generation> {
  const folder = generationPath(directory, current.number);
  const containers = new Map<string, Container>();
  const close = async (): Promise<void> => {
    await Promise.all([...containers.values()].map((container) => container.close()));
  };
  try {
    for (const entry of current.files) {
      throwIfAborted(options.signal);
      const path = join(folder, entry.name);
      const expected = { ...entry, format: options.format, version: options.version };
      containers.set(entry.name, await openContainer(files, path, expected).catch(missing(path)));
    }
  } catch (error) {
    await ignoringFailure(close());
    throw error;
  }
  return Object.freeze({
    number: current.number,
    id: current.id,
    fileNames: Object.freeze([...containers.keys()]),
    byteLength: current.files.reduce((sum, entry) => sum + entry.bytes, 0),
    open: async (file: string) => containers.get(file) ?? missing(join(folder, file))(undefined),
    close,
  });
}

/** A file that the index should have and has not, told as damage; any other error as it is. */
function missing(path: string): (error: unknown) => never {
  return (error) => {
    if (error !== undefined && !failedWith(error, 'ENOENT', 'ENOTDIR')) throw error;
    throw corruptFile('the file', { path, offset: 0, expected: 'there', found: 'missing' });
  };
}

async function removeOlder(files: FileSystem, directory: string, number: number): Promise<void> {
  const removal = async (): Promise<void> => {
    const older = (await files.list(directory))
      .map(generationNumber)
      .filter((other): other is number => other !== undefined && other < number);
    if (older.length === 0) return;
    // The renamed CURRENT must be on the disk before the files that the old one names are gone.
    await files.syncFolder(directory);
    for (const other of older) await removeGeneration(files, directory, other);
  };
  await ignoringFailure(removal());
}
