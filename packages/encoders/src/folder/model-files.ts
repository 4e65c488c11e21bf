/** A model's folder: what it holds, wherever it lies. Paths have forward slashes and are relative to it. */
export interface ModelFiles {
  /** What messages call the folder, such as its path. */
  readonly name: string;
  /** The bytes of a file, or undefined where there is no such file. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  readonly list: () => Promise<readonly string[]>;
}

/** A folder that is already in memory, as in a browser: path to bytes. */
export function filesInMemory(files: ReadonlyMap<string, Uint8Array>, name = 'the given files'): ModelFiles {
  return Object.freeze({
    name,
    read: async (path: string) => files.get(path),
    list: async () => [...files.keys()],
  });
}
