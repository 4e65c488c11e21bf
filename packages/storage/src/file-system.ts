import { link, mkdir, open, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { RepriseError } from '@reprise/spec';

/** An open file. */
export interface OpenFile {
  /** Length in bytes. */
  readonly size: () => Promise<number>;
  /** Fills as much of `target` as it can from byte `position` on; the number of bytes read, 0 at the end. */
  readonly read: (target: Uint8Array, position: number) => Promise<number>;
  /** Appends as much of `bytes` as it can; the number of bytes written. */
  readonly write: (bytes: Uint8Array) => Promise<number>;
  /** Resolves once the content is on the disk. */
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The file calls that this package makes. Errors carry a system code such as `ENOENT` in `code`. */
export interface FileSystem {
  /** `create` refuses a path that exists. */
  readonly open: (path: string, mode: 'read' | 'create') => Promise<OpenFile>;
  /** Makes a folder and its parents; the topmost one it made, `undefined` if all were there. */
  readonly makeFolder: (path: string) => Promise<string | undefined>;
  readonly list: (path: string) => Promise<readonly string[]>;
  /** Hard link: a second name for the same file. */
  readonly link: (from: string, to: string) => Promise<void>;
  /** Atomic; replaces `to`. */
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly removeFile: (path: string) => Promise<void>;
  /** Refuses a folder that is not empty. */
  readonly removeFolder: (path: string) => Promise<void>;
  /** Resolves once the folder's entries are on the disk. */
  readonly syncFolder: (path: string) => Promise<void>;
}

/** The files of this computer. */
export const nodeFileSystem: FileSystem = Object.freeze({
  open: async (path, mode) => {
    const handle = await open(path, mode === 'read' ? 'r' : 'wx');
    return {
      size: async () => (await handle.stat()).size,
      read: async (target, position) => (await handle.read(target, 0, target.length, position)).bytesRead,
      write: async (bytes) => (await handle.write(bytes)).bytesWritten,
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  makeFolder: (path) => mkdir(path, { recursive: true }),
  list: (path) => readdir(path),
  link,
  rename,
  removeFile: unlink,
  removeFolder: rmdir,
  syncFolder: async (path) => {
    // Windows has no such call on folders; its renames are journalled.
    if (process.platform === 'win32') return;
    const handle = await open(path, 'r');
    await handle.sync().finally(() => handle.close());
  },
} satisfies FileSystem);

/** The same file system, whose every failure is an `IO_FAILED` that says what failed where. */
export function guarded(files: FileSystem): FileSystem {
  return {
    open: async (path, mode) => {
      const file = await attempt(mode === 'read' ? 'open' : 'create', path, () => files.open(path, mode));
      return {
        size: () => attempt('measure', path, () => file.size()),
        read: (target, position) => attempt('read', path, () => file.read(target, position)),
        write: (bytes) => attempt('write', path, () => file.write(bytes)),
        sync: () => attempt('sync', path, () => file.sync()),
        close: () => attempt('close', path, () => file.close()),
      };
    },
    makeFolder: (path) => attempt('make folder', path, () => files.makeFolder(path)),
    list: (path) => attempt('list', path, () => files.list(path)),
    link: (from, to) => attempt('link', to, () => files.link(from, to)),
    rename: (from, to) => attempt('rename to', to, () => files.rename(from, to)),
    removeFile: (path) => attempt('remove', path, () => files.removeFile(path)),
    removeFolder: (path) => attempt('remove', path, () => files.removeFolder(path)),
    syncFolder: (path) => attempt('sync', path, () => files.syncFolder(path)),
  };
}

async function attempt<T>(operation: string, path: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const systemCode = codeOf(cause);
    const remedy =
      systemCode === 'ENOSPC' || systemCode === 'EDQUOT'
        ? 'the disk is full: free some space and try again; what was saved before is intact'
        : cause instanceof Error
          ? cause.message
          : String(cause);
    throw new RepriseError('IO_FAILED', `cannot ${operation} ${path}: ${remedy}`, {
      details: { path, operation, systemCode },
      cause,
    });
  }
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** True for an `IO_FAILED` that the system explained with one of these codes. */
export function failedWith(error: unknown, ...systemCodes: readonly string[]): boolean {
  return RepriseError.isInstance(error) && systemCodes.includes(String(error.details.systemCode));
}

/** For tidying up, where a failure changes nothing for the caller. */
export async function ignoringFailure(call: Promise<unknown>): Promise<void> {
  await call.catch(() => undefined);
}
