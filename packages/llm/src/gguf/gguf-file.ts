import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { RepriseError } from '@reprise/spec';

const sample = 1024 * 1024;

/**
 * What tells the weights of one file from those of another: a SHA-256 of its length and of the first and last MiB.
 * Reading all of it would take as long as loading it. `NOT_FOUND`, `UNSUPPORTED_FORMAT`, `IO_FAILED`.
 */
export async function ggufIdentity(path: string): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size } = await file.stat();
    const length = Math.min(sample, size);
    const bytes = new Uint8Array(length);
    const hash = createHash('sha256').update(`${size}\n`);
    for (const position of [0, size - length]) {
      await file.read(bytes, 0, length, position);
      if (position === 0 && !isGguf(bytes)) {
        throw new RepriseError('UNSUPPORTED_FORMAT', `${path} is not a GGUF file: give the path of one`, {
          details: { path, expected: 'GGUF' },
        });
      }
      hash.update(bytes);
    }
    return hash.digest('hex');
  } catch (cause) {
    if (RepriseError.isInstance(cause)) throw cause;
    const { code, message } = cause as { readonly code?: string; readonly message: string };
    if (code === 'ENOENT')
      throw new RepriseError('NOT_FOUND', `there is no file ${path}: give the path of a GGUF file`, {
        details: { path },
        cause,
      });
    throw new RepriseError('IO_FAILED', `cannot read ${path}: ${message}`, { details: { path }, cause });
  } finally {
    await file?.close();
  }
}

const isGguf = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'GGUF';
