import { filesInMemory, type ModelFiles } from './model-files.js';

/** The folder that a caller gives: a directory, or a map of paths to bytes, which needs no file system. */
export async function filesOf(folder: string | ReadonlyMap<string, Uint8Array>): Promise<ModelFiles> {
  if (typeof folder !== 'string') return filesInMemory(folder);
  const { filesInDirectory } = await import('./directory-files.js');
  return filesInDirectory(folder);
}
