import type { Writable } from 'node:stream';
import type { ProgressLine } from './progress-line.js';

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
export async function print(stream: Writable, text: string): Promise<void> {
  if (text === '') return;
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** `-` is standard input. */
export const sourceOf = (path: string, { stdin }: CommandContext): string | AsyncIterable<Uint8Array> =>
  path === '-' ? stdin : path;
