import { RepriseError } from '@reprise/spec';
import { fields } from './fields.js';
import { checkInside } from './inside.js';
import { asObject, parseJson } from './read-json.js';

/** The file in which `fetchModel` notes what it fetched, beside it. */
export const lockName = 'reprise-model.json';

/** What a folder was fetched from, with the checksum of each file. */
export interface ModelLock {
  readonly name: string;
  /** Full commit hash. */
  readonly revision: string;
  readonly files: readonly LockedFile[];
}

export interface LockedFile {
  readonly path: string;
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export function parseLock(bytes: Uint8Array): ModelLock {
  const read = fields(asObject(parseJson(bytes, lockName), lockName), lockName);
  const list = (asObject(parseJson(bytes, lockName), lockName).files ?? []) as unknown;
  if (!Array.isArray(list)) {
    throw new RepriseError('CORRUPT_FILE', `${lockName} has no list of files: fetch the model again`, {
      details: { path: lockName },
    });
  }
  return {
    name: read.text('name'),
    revision: read.text('revision'),
    files: list.map((entry) => {
      const file = fields(asObject(entry, lockName), lockName);
      return {
        path: checkInside(file.text('path'), lockName),
        size: file.count('size', undefined, 0),
        sha256: file.text('sha256'),
      };
    }),
  };
}
