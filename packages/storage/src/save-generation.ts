import { randomBytes } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { RepriseError, throwIfAborted } from '@reprise/spec';
import { type Current, encodeCurrent, readCurrent } from './current-file.js';
import { createFile } from './file-bytes.js';
import { type FileSystem, failedWith, guarded, ignoringFailure, nodeFileSystem } from './file-system.js';
import { checkFormatOptions, type FormatOptions, formatName } from './format-options.js';
import { type GenerationWriter, writeFiles } from './generation-writer.js';
import {
  currentPath,
  generationNumber,
  generationPath,
  isOurs,
  nextCurrentPath,
  removeGeneration,
} from './index-folder.js';
import { isLockName, lockFolder } from './lock.js';

export interface SaveOptions extends FormatOptions {
  /** Aborting rejects the call with code `ABORTED` and leaves the folder as it was. */
  readonly signal?: AbortSignal;
  /** Whether an index of the same format that is already there gives way. Default false. */
  readonly replace?: boolean;
  /** Default: the files of this computer. */
  readonly files?: FileSystem;
}

/**
 * Saves an index into a folder, all or nothing: a reader sees what was there before or all of the new, and
 * after any error or abort the folder is as it was. Fails with `ALREADY_EXISTS`, `LOCKED`, `UNSUPPORTED_FORMAT`,
 * `CORRUPT_FILE`, `IO_FAILED`, `ABORTED`, or with what `write` threw. An `IO_FAILED` with `committed` in its
 * details is the one exception: the new index took its place, and the disk did not confirm that it will last.
 */
export async function saveGeneration(
  folder: string,
  options: SaveOptions,
  write: (writer: GenerationWriter) => Promise<void>,
): Promise<void> {
  checkFormatOptions(options);
  throwIfAborted(options.signal);
  const directory = resolve(folder);
  const files = guarded(options.files ?? nodeFileSystem);
  const made = await makeFolder(files, directory);
  try {
    for (const path of made) await files.syncFolder(dirname(path));
    const release = await lockFolder(files, directory);
    try {
      await saveLocked(files, directory, options, write);
    } catch (error) {
      await ignoringFailure(release());
      throw error;
    }
    await release();
  } catch (error) {
    // Only empty folders go: one that holds an index by now stays.
    for (const path of made) await ignoringFailure(files.removeFolder(path));
    throw error;
  }
}

/** The folders it had to make, innermost first. */
async function makeFolder(files: FileSystem, directory: string): Promise<readonly string[]> {
  const topmost = await files.makeFolder(directory).catch((error: unknown) => {
    if (!failedWith(error, 'EEXIST', 'ENOTDIR')) throw error;
    throw new RepriseError('ALREADY_EXISTS', `${directory} is a file: give the path of a folder`, {
      details: { path: directory },
      cause: error,
    });
  });
  if (topmost === undefined) return [];
  const made: string[] = [];
  const shortest = resolve(topmost).length;
  for (let path = directory; path.length >= shortest; path = dirname(path)) made.push(path);
  return made;
}

async function saveLocked(
  files: FileSystem,
  directory: string,
  options: SaveOptions,
  write: (writer: GenerationWriter) => Promise<void>,
): Promise<void> {
  const { current, number } = await prepareFolder(files, directory, options);
  const id = randomBytes(16).toString('hex');
  const folder = generationPath(directory, number);
  let swapping = false;
  try {
    await files.makeFolder(folder);
    const entries = await writeFiles({ files, directory, folder, current, id, options }, write);
    await files.syncFolder(folder);
    await files.syncFolder(directory);
    const next = encodeCurrent({
      format: options.format,
      version: options.version,
      number,
      id,
      files: entries,
    });
    await createFile(files, nextCurrentPath(directory), (append) => append(next));
    throwIfAborted(options.signal);
    swapping = true;
    await files.rename(nextCurrentPath(directory), currentPath(directory));
    await files.syncFolder(directory);
  } catch (error) {
    // A renaming that reports a failure may have happened all the same: only CURRENT itself can tell.
    if (swapping && (await isCurrent(files, directory, id))) {
      throw new RepriseError(
        'IO_FAILED',
        `the disk failed when the new index was in place in ${directory}: verify it or save again`,
        { details: { path: directory, committed: true }, cause: error },
      );
    }
    await ignoringFailure(files.removeFile(nextCurrentPath(directory)));
    await removeGeneration(files, directory, number);
    throw error;
  }
}

/** Refuses a folder that is not ours to write, removes leftovers, and picks the next number. */
async function prepareFolder(
  files: FileSystem,
  directory: string,
  options: SaveOptions,
): Promise<{ readonly current: Current | undefined; readonly number: number }> {
  const names = await files.list(directory);
  const current = names.includes('CURRENT') ? await readCurrent(files, currentPath(directory)) : undefined;
  for (const name of names) {
    if (['CURRENT', 'CURRENT.tmp'].includes(name) || isLockName(name)) continue;
    if (generationNumber(name) !== undefined) {
      if (current !== undefined) continue;
      const folder = join(directory, name);
      for (const file of await files.list(folder)) {
        if (!(await isOurs(files, join(folder, file)))) throw foreign(join(folder, file));
      }
    } else throw foreign(join(directory, name));
  }
  if (current !== undefined && (current.format !== options.format || options.replace !== true)) {
    const remedy = current.format === options.format ? 'set replace: true to replace it, or ' : '';
    throw new RepriseError(
      'ALREADY_EXISTS',
      `${directory} holds an index already (${formatName(current)}): ${remedy}give another folder`,
      { details: { path: directory, found: formatName(current) } },
    );
  }
  if (names.includes('CURRENT.tmp')) await files.removeFile(nextCurrentPath(directory));
  let number = current?.number ?? 0;
  for (const other of names.map(generationNumber)) {
    if (other === undefined || other === current?.number) continue;
    await removeGeneration(files, directory, other);
    number = Math.max(number, other);
  }
  return { current, number: number + 1 };
}

const foreign = (path: string): RepriseError =>
  new RepriseError('ALREADY_EXISTS', `${path} is not part of an index: give an empty or a new folder`, {
    details: { path },
  });

/** Whether CURRENT names this generation. True also where nobody can tell: then nothing may be removed. */
async function isCurrent(files: FileSystem, directory: string, id: string): Promise<boolean> {
  try {
    return (await readCurrent(files, currentPath(directory))).id === id;
  } catch (error) {
    return !failedWith(error, 'ENOENT');
  }
}
