import { throwIfAborted } from '@reprise/spec';
import { type GenerationInfo, type OpenOptions, openGeneration } from './open-generation.js';

/** Reads every byte of every file of the index and fails with `CORRUPT_FILE` at the first that is not as saved. */
export async function verifyGeneration(folder: string, options: OpenOptions): Promise<GenerationInfo> {
  const generation = await openGeneration(folder, options);
  try {
    for (const file of generation.fileNames) {
      throwIfAborted(options.signal);
      await (await generation.open(file)).verify(options.signal);
    }
    const { number, id, fileNames, byteLength } = generation;
    return { number, id, fileNames, byteLength };
  } finally {
    await generation.close();
  }
}
