import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { main } from './main.js';

/** The built command, for tests that need a process. */
export const bin: string = fileURLToPath(new URL('../bin/reprise.js', import.meta.url));

/** The sample collection. */
export const sample: string = fileURLToPath(new URL('../../../packages/datasets/sample', import.meta.url));

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command within this process. */
export async function call(args: readonly string[], input: string | Uint8Array = ''): Promise<Outcome> {
  const stdout = collector();
  const stderr = collector();
  const streams = {
    stdin: Readable.from([Buffer.from(input)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
  };
  const code = await main(args, streams, new AbortController().signal);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done): void {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
