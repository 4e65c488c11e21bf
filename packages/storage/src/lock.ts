/**
 * One writer a folder. Each writer makes a lock file with a name of its own and then looks for others: of two
 * that come at once at least one sees the other and gives way, and a dead writer's file can be removed by
 * anyone, as no later writer ever has the same name. The name says it all, so no lock is ever half written:
 *
 *     LOCK.<process>.<its start>.<host>.<random>
 *
 * A lock of another host (a shared disk, a container) counts as live: only a person can know better.
 */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { RepriseError } from '@reprise/spec';
import { type FileSystem, failedWith, ignoringFailure } from './file-system.js';
import { processStart } from './process-start.js';

const lockName = /^LOCK\.([1-9][0-9]{0,9})\.([0-9a-f-]{1,40})\.([0-9a-f]{8})\.[0-9a-f]{16}$/;

export const isLockName = (name: string): boolean => lockName.test(name);

/** Takes the folder's lock, or fails with `LOCKED`; answers the function that gives it back. */
export async function lockFolder(files: FileSystem, directory: string): Promise<() => Promise<void>> {
  const host = crc32(hostname()).toString(16).padStart(8, '0');
  const own = `LOCK.${process.pid}.${processStart(process.pid)}.${host}.${randomBytes(8).toString('hex')}`;
  const path = join(directory, own);
  // Tried twice: a lock that stays shuts out every later save of this process.
  const release = (): Promise<void> => removeIfThere(files, path).catch(() => removeIfThere(files, path));
  try {
    const file = await files.open(path, 'create');
    await file.close();
    for (const name of await files.list(directory)) {
      const [matches, pid, start, otherHost] = lockName.exec(name) ?? [];
      if (matches === undefined || name === own) continue;
      if (otherHost !== host || processStart(Number(pid)) === start) {
        throw new RepriseError(
          'LOCKED',
          `${directory} is being written by process ${pid}: wait until it has ended, ` +
            `or delete ${join(directory, name)} if there is no such process`,
          { details: { path: directory, lock: name, found: Number(pid) } },
        );
      }
      await ignoringFailure(files.removeFile(join(directory, name)));
    }
    return release;
  } catch (error) {
    await ignoringFailure(release());
    throw error;
  }
}

async function removeIfThere(files: FileSystem, path: string): Promise<void> {
  await files.removeFile(path).catch((error: unknown) => {
    if (!failedWith(error, 'ENOENT')) throw error;
  });
}
