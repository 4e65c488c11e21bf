import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepriseError } from '@reprise/spec';
import { ensure, ensureRejects, ensureSame } from '../laws/ensure.js';
import { type Law, registerLaws } from '../laws/law.js';

/** An index of few documents, the same at every call, in a folder. */
export interface SavedIndex {
  /** Builds it and saves it. `reversed`: from the documents in the reverse order. */
  readonly save: (
    directory: string,
    options: { readonly reversed?: boolean; readonly replace?: boolean; readonly signal?: AbortSignal },
  ) => Promise<void>;
  /** Opens it, answers with all that can be asked of it, and closes it. */
  readonly ask: (directory: string, options: { readonly signal?: AbortSignal }) => Promise<unknown>;
  readonly verify: (directory: string, options: { readonly signal?: AbortSignal }) => Promise<unknown>;
}

export interface SavedIndexConformanceOptions {
  /** Bits flipped in each file, spread over it. Default 1000. */
  readonly flips?: number;
  /** How the index behaves where the process that saves it is killed. Default: that is not tried. */
  readonly killed?: {
    /** Writes a script that saves one index over the other into the folder it is given, and prints after each. */
    readonly script: (path: string) => Promise<void>;
    /** Rejects where the folder does not hold one of them as a whole. */
    readonly check: (directory: string) => Promise<void>;
  };
}

/** Processes killed, each at another moment. */
const kills = 25;

/** The id of a generation has 16 bytes of a header; header, table and trailer hold checksums of it. */
const bytesOfId = 16 + 3 * 8;

/** The laws of an index that is saved into a folder by @reprise/storage, or as safely. */
export function savedIndexLaws(
  { save, ask, verify }: SavedIndex,
  { flips = 1000, killed }: SavedIndexConformanceOptions = {},
): readonly Law[] {
  const law = (name: string, check: (directory: string, other: string) => Promise<void>): Law => ({
    name,
    check: async () => {
      const root = await mkdtemp(join(tmpdir(), 'reprise-saved-'));
      try {
        await check(join(root, 'one'), join(root, 'other'));
      } finally {
        await rm(root, { recursive: true });
      }
    },
  });
  const ensureRefused = async (use: () => Promise<unknown>, what: string): Promise<void> => {
    const error = await failure(use);
    const code = RepriseError.isInstance(error) ? error.code : String(error ?? 'no error');
    ensure(code === 'CORRUPT_FILE' || code === 'UNSUPPORTED_FORMAT', `${what} gives ${code}`);
  };

  const laws = [
    law('gives way to another only with replace', async (directory) => {
      await save(directory, {});
      const before = await ask(directory, {});
      await ensureRejects(() => save(directory, {}), 'ALREADY_EXISTS', 'saving over an index');
      ensureSame(before, await ask(directory, {}), 'a refused save changed the index');
      await save(directory, { replace: true });
      ensureSame(before, await ask(directory, {}), 'the same index answers differently when it is replaced');
      await verify(directory, {});
    }),
    law('is as it was after an aborted save, and is opened only while nobody aborts', async (directory) => {
      const signal = AbortSignal.abort();
      await ensureRejects(() => save(directory, { signal }), 'ABORTED', 'an aborted save');
      await ensureRejects(() => ask(directory, {}), 'NOT_FOUND', 'opening what was not saved');
      await save(directory, {});
      await ensureRejects(() => save(directory, { replace: true, signal }), 'ABORTED', 'an aborted save');
      await ensureRejects(() => ask(directory, { signal }), 'ABORTED', 'opening, aborted,');
      await ensureRejects(() => verify(directory, { signal }), 'ABORTED', 'verification, aborted,');
      await verify(directory, {});
    }),
    law('is the same bytes whatever the order of the documents', async (directory, other) => {
      await save(directory, {});
      await save(other, { reversed: true });
      const [files, others] = await Promise.all([contents(directory), contents(other)]);
      ensure(files.length === others.length, `${files.length} files, then ${others.length}`);
      for (const [i, { path, bytes }] of files.entries()) {
        const twin = others[i]!.bytes;
        const differing = bytes.filter((byte, at) => byte !== twin[at]).length;
        const same = bytes.length === twin.length && differing <= bytesOfId;
        ensure(same, `${path} differs from the other in more than the id of its generation`);
      }
    }),
    law('is refused at every length of every file', async (directory) => {
      await save(directory, {});
      for (const { path, bytes } of await contents(directory, 'all')) {
        // Downwards, as a shorter file is then one cut away and nothing has to be written again.
        for (let length = Math.min(bytes.length, 65536) - 1; length >= 0; length--) {
          await truncate(path, length);
          await ensureRefused(() => ask(directory, {}), `${path} cut to ${length}`);
        }
        await writeFile(path, bytes);
      }
    }),
    law('shows any flipped bit to verification, and never answers wrongly', async (directory) => {
      await save(directory, {});
      const right = await ask(directory, {});
      for (const { path, bytes } of await contents(directory, 'all')) {
        const bits = bytes.length * 8;
        // An odd stride visits bits of every significance all over the file.
        const stride = Math.max(1, Math.floor(bits / flips) | 1);
        for (let bit = 0; bit < bits; bit += stride) {
          const damaged = Buffer.from(bytes);
          damaged[bit >> 3]! ^= 1 << (bit & 7);
          await writeFile(path, damaged);
          const what = `${path} with bit ${bit} flipped`;
          await ensureRefused(() => verify(directory, {}), what);
          let found = right;
          const error = await failure(async () => {
            found = await ask(directory, {});
          });
          ensure(error === undefined || RepriseError.isInstance(error), `${what} gives ${String(error)}`);
          ensureSame(right, found, `${what} answers wrongly`);
        }
        await writeFile(path, bytes);
      }
    }),
    law('is refused when a file is random bytes', async (directory) => {
      await save(directory, {});
      let state = 1;
      for (const { path, bytes } of await contents(directory, 'all')) {
        for (let round = 0; round < 100; round++) {
          const random = Uint8Array.from({ length: (round * 37) % 3000 }, () => {
            state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
            return state >>> 24;
          });
          await writeFile(path, random);
          await ensureRefused(() => ask(directory, {}), `${path} of ${random.length} random bytes`);
        }
        await writeFile(path, bytes);
      }
    }),
  ];
  if (killed === undefined) return laws;
  return [
    ...laws,
    law('is whole, whenever the process that saves it is killed', async (directory, other) => {
      const script = `${other}.mjs`;
      await killed.script(script);
      for (let round = 0; round < kills; round++) {
        const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
        const exit = once(child, 'exit');
        await once(child.stdout, 'data');
        await new Promise((resolve) => setTimeout(resolve, (round * 7) % 40));
        child.kill('SIGKILL');
        await exit;
        await killed.check(directory);
      }
    }),
  ];
}

/** Registers `savedIndexLaws` with vitest. */
export function savedIndexConformance(saved: SavedIndex, options: SavedIndexConformanceOptions = {}): void {
  registerLaws('a saved index', savedIndexLaws(saved, options));
}

async function failure(use: () => Promise<unknown>): Promise<unknown> {
  try {
    await use();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** The files of an index in the order of their paths, without `CURRENT`, which names a generation, unless `all`. */
async function contents(
  directory: string,
  which: 'all' | 'generation' = 'generation',
): Promise<readonly { readonly path: string; readonly bytes: Buffer }[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && (which === 'all' || entry.name !== 'CURRENT'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
}
