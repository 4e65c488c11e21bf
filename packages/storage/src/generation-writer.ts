import { join } from 'node:path';
import { RepriseError, throwIfAborted } from '@reprise/spec';
import { openContainer } from './container.js';
import { type Section, writeContainer } from './container-writer.js';
import type { Current, FileEntry } from './current-file.js';
import { createFile, readFully, withFile } from './file-bytes.js';
import { fileNameRule, isFileName } from './file-name.js';
import type { FileSystem } from './file-system.js';
import type { FormatOptions } from './format-options.js';
import { generationPath } from './index-folder.js';

/** Fills a new generation. Files may be written side by side. */
export interface GenerationWriter {
  /** Writes one file of named sections. File names: up to 100 of `a-z 0-9 . _ -`, the first no dot. */
  readonly write: (file: string, sections: Iterable<Section> | AsyncIterable<Section>) => Promise<void>;
  /** Carries a file over from the index that is being replaced: a hard link, or a copy where there are none. */
  readonly keep: (file: string) => Promise<void>;
}

export interface WriterOptions {
  readonly files: FileSystem;
  readonly directory: string;
  /** Folder of the new generation. */
  readonly folder: string;
  /** What is being replaced. */
  readonly current: Current | undefined;
  /** Id of the new generation. */
  readonly id: string;
  readonly options: FormatOptions & { readonly signal?: AbortSignal };
}

/** Runs the caller's `write` and waits for every file it began, also where it forgot to. */
export async function writeFiles(
  writer: WriterOptions,
  write: (writer: GenerationWriter) => Promise<void>,
): Promise<readonly FileEntry[]> {
  const entries = new Map<string, Promise<FileEntry>>();
  let ended = false;
  const add = async (name: string, entry: () => Promise<FileEntry>): Promise<void> => {
    if (ended || !isFileName(name) || entries.has(name)) {
      const expected = ended ? 'files before the save has ended' : `a new name of ${fileNameRule}`;
      throw new RepriseError('INVALID_INPUT', `file ${JSON.stringify(name)}: give ${expected}`, {
        details: { value: name, expected },
      });
    }
    throwIfAborted(writer.options.signal);
    const promise = entry();
    entries.set(name, promise);
    await promise;
  };
  try {
    await write({
      write: (file, sections) => add(file, () => writeFile(writer, file, sections)),
      keep: (file) => add(file, () => keepFile(writer, file)),
    });
  } finally {
    ended = true;
    // The folder can be tidied only when nobody writes into it any more.
    await Promise.allSettled(entries.values());
  }
  const written = await Promise.all(entries.values());
  return written.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function writeFile(
  { files, folder, id, options }: WriterOptions,
  name: string,
  sections: Iterable<Section> | AsyncIterable<Section>,
): Promise<FileEntry> {
  return { name, id, ...(await writeContainer(files, join(folder, name), sections, { ...options, id })) };
}

async function keepFile(
  { files, directory, folder, current, options }: WriterOptions,
  name: string,
): Promise<FileEntry> {
  const entry = current?.files.find((file) => file.name === name);
  if (current === undefined || entry === undefined) {
    throw new RepriseError('NOT_FOUND', `there is no file ${name} in ${directory} to keep: write it`, {
      details: { path: directory, value: name },
    });
  }
  const from = join(generationPath(directory, current.number), name);
  const to = join(folder, name);
  // Neither damage nor a file of another version may be carried into a new index.
  await (await openContainer(files, from, { ...options, ...entry })).close();
  await files.link(from, to).catch(() => copyFile(files, from, to, options.signal));
  return entry;
}

function copyFile(files: FileSystem, from: string, to: string, signal?: AbortSignal): Promise<void> {
  return withFile(files, from, (source) =>
    createFile(files, to, async (append) => {
      const buffer = new Uint8Array(1 << 20);
      let position = 0;
      for (;;) {
        throwIfAborted(signal);
        const read = await readFully(source, buffer, position);
        if (read === 0) return;
        await append(buffer.subarray(0, read));
        position += read;
      }
    }),
  );
}
