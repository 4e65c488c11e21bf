import { nodeFileSystem } from '../file-system.js';
import type { FileSystem } from '../index.js';

/**
 * Where a save shall fail. `before`: call number `at` fails and does nothing; `after`: it fails after it has
 * done its work; `full`: from that call on, nothing can be written any more; `short`: that call, if it
 * writes, takes half of the bytes; `call`: that call runs `run` first.
 */
export interface Fault {
  readonly kind: 'before' | 'after' | 'full' | 'short' | 'call';
  readonly at: number;
  readonly run?: () => void;
}

const writing = ['open create', 'write', 'sync', 'makeFolder', 'link', 'rename', 'syncFolder'];

export function faultyFiles(fault: Fault): FileSystem & { readonly calls: () => readonly string[] } {
  const calls: string[] = [];
  const around = async <T>(name: string, path: string, call: () => Promise<T>): Promise<T> => {
    const number = calls.push(`${name} ${path}`) - 1;
    const error = (code: string): Error => Object.assign(new Error(`injected ${code}`), { code });
    if (fault.kind === 'full' && number >= fault.at && writing.includes(name)) throw error('ENOSPC');
    if (number !== fault.at) return call();
    if (fault.kind === 'before') {
      // A failed close gives the handle back all the same.
      if (name === 'close') await call();
      throw error('EIO');
    }
    if (fault.kind === 'call') fault.run?.();
    const result = await call();
    if (fault.kind === 'after') {
      // The handle that the caller never sees must not stay open.
      if (name.startsWith('open')) await (result as { close: () => Promise<void> }).close();
      throw error('EIO');
    }
    return result;
  };
  const files = nodeFileSystem;
  return {
    calls: () => calls,
    open: (path, mode) =>
      around(`open ${mode}`, path, async () => {
        const file = await files.open(path, mode);
        return {
          size: () => around('size', path, () => file.size()),
          read: (target, position) => around('read', path, () => file.read(target, position)),
          write: (bytes) => {
            const short = fault.kind === 'short' && calls.length === fault.at;
            const part = short ? bytes.subarray(0, Math.ceil(bytes.length / 2)) : bytes;
            return around('write', path, () => file.write(part));
          },
          sync: () => around('sync', path, () => file.sync()),
          close: () => around('close', path, () => file.close()),
        };
      }),
    makeFolder: (path) => around('makeFolder', path, () => files.makeFolder(path)),
    list: (path) => around('list', path, () => files.list(path)),
    link: (from, to) => around('link', to, () => files.link(from, to)),
    rename: (from, to) => around('rename', to, () => files.rename(from, to)),
    removeFile: (path) => around('removeFile', path, () => files.removeFile(path)),
    removeFolder: (path) => around('removeFolder', path, () => files.removeFolder(path)),
    syncFolder: (path) => around('syncFolder', path, () => files.syncFolder(path)),
  };
}
