import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFileSystem } from '../file-system.js';
import type { FileSystem } from '../index.js';

/** Files of a folder in memory, for reading: damage can be tried thousands of times. */
export interface MemoryFiles extends FileSystem {
  /** Path → content. Set and delete entries to damage the index. */
  readonly contents: Map<string, Uint8Array>;
  /** Bytes handed out by `read` so far. */
  readonly bytesRead: () => number;
}

const fail = async (): Promise<never> => {
  throw Object.assign(new Error('read-only'), { code: 'EROFS' });
};

export function memoryFiles(folder: string): MemoryFiles {
  const contents = new Map<string, Uint8Array>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) contents.set(path, readFileSync(path));
  }
  let bytesRead = 0;
  return {
    ...(Object.fromEntries(Object.keys(nodeFileSystem).map((name) => [name, fail])) as unknown as FileSystem),
    contents,
    bytesRead: () => bytesRead,
    open: async (path) => {
      const content = contents.get(path);
      if (content === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return {
        size: async () => content.length,
        read: async (target, position) => {
          const part = content.subarray(position, position + target.length);
          target.set(part);
          bytesRead += part.length;
          return part.length;
        },
        write: fail,
        sync: fail,
        close: async () => {},
      };
    },
  };
}
