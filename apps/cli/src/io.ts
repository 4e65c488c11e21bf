import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { type Source, type Target, writeText } from '@reprise/datasets';
import { RepriseError } from '@reprise/spec';
import type { ProgressLine } from './progress-line.js';
import { UsageError } from './usage-error.js';

/** Where a command reads and writes; tests give streams of their own. */
export interface Streams {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

/** What every command is given beside its arguments. */
export interface CommandContext extends Streams {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
}

/** Writes data, waiting where the reader is slow. */
export const print = (stream: Writable, text: string): Promise<void> => writeText(stream, [text]);

/** `-` is standard input. */
export const sourceOf = (path: string, { stdin }: CommandContext): Source => (path === '-' ? stdin : path);

/** Whether a path is a device or a pipe: nothing can be read from it twice, or take its place. */
export async function isDevice(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

/** A source that can be read more than once: a file as it is, what comes through a pipe held in memory. */
export async function rereadable(path: string, context: CommandContext): Promise<Source> {
  if (path !== '-' && !(await isDevice(path))) return path;
  const chunks: Uint8Array[] = [];
  for await (const chunk of path === '-' ? context.stdin : createReadStream(path)) chunks.push(chunk);
  return {
    async *[Symbol.asyncIterator]() {
      yield* chunks;
    },
  };
}

/** Refuses to read two things from standard input. */
export function checkSources(...paths: readonly string[]): void {
  if (paths.filter((path) => path === '-').length > 1) {
    throw new UsageError('only one file can come from standard input: give the path of the other');
  }
}

/**
 * Where `--output` leads: nowhere said, `-` and the system's own name of it are standard output. A folder
 * that is not there is refused before the work, not after it.
 */
export async function targetOf(path: string | undefined, { stdout }: CommandContext): Promise<Target> {
  if (path === undefined || path === '-' || path === '/dev/stdout') return stdout;
  const folder = dirname(path);
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return path;
  throw new RepriseError('NOT_FOUND', `there is no folder ${folder} to write ${path} into: make it first`, {
    details: { path },
  });
}
