import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { RepriseError } from '@reprise/spec';
import type { LockedFile } from '../folder/lock.js';
import type { HubFile } from './hub-client.js';

interface Checksums {
  readonly size: number;
  readonly sha256: string;
  /** SHA-1 of git's object, which begins with the length announced. */
  readonly git: string;
}

/**
 * Writes the bytes of a file into the folder, under its name only once their length and checksum are those that the hub
 * announced. `CORRUPT_FILE` where they are not.
 */
export async function storeFile(
  directory: string,
  file: HubFile,
  content: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): Promise<LockedFile> {
  const path = join(directory, file.path);
  await mkdir(dirname(path), { recursive: true });
  const [root, parent] = await Promise.all([realpath(directory), realpath(dirname(path))]);
  if (parent !== root && !parent.startsWith(root + sep)) {
    throw new RepriseError('UNSUPPORTED_FORMAT', `${path} leads out of ${directory} by a link: remove it`, {
      details: { path },
    });
  }
  const part = `${path}.${randomBytes(6).toString('hex')}.part`;
  const target = await open(part, 'wx');
  try {
    const sums = await checksumsOf(content, file, async (bytes) => {
      await target.writeFile(bytes);
      onBytes(bytes.length);
    });
    if (!isAnnounced(sums, file)) throw different(path, file, sums);
    await target.sync();
    await target.close();
    await rename(part, path);
    return { path: file.path, size: sums.size, sha256: sums.sha256 };
  } finally {
    await target.close().catch(() => undefined);
    await rm(part, { force: true });
  }
}

/** What lies in the folder already, where it is what the hub announces; else undefined. */
export async function alreadyStored(directory: string, file: HubFile): Promise<LockedFile | undefined> {
  const path = join(directory, file.path);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size !== file.size) return undefined;
  const sums = await checksumsOf(createReadStream(path), file);
  return isAnnounced(sums, file) ? { path: file.path, size: sums.size, sha256: sums.sha256 } : undefined;
}

/** Whether the file on disk is the locked one. */
export async function isIntact(directory: string, { path, size, sha256 }: LockedFile): Promise<boolean> {
  const full = join(directory, path);
  const found = await stat(full).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size !== size) return false;
  return (await checksumsOf(createReadStream(full), { path, size })).sha256 === sha256;
}

async function checksumsOf(
  content: AsyncIterable<Uint8Array>,
  file: Pick<HubFile, 'path' | 'size'>,
  use: (bytes: Uint8Array) => Promise<void> = async () => undefined,
): Promise<Checksums> {
  const sha256 = createHash('sha256');
  const git = createHash('sha1').update(`blob ${file.size}\0`);
  let size = 0;
  for await (const bytes of content) {
    size += bytes.length;
    // A server that never ends must not fill the disk.
    if (size > file.size) break;
    sha256.update(bytes);
    git.update(bytes);
    await use(bytes);
  }
  return { size, sha256: sha256.digest('hex'), git: git.digest('hex') };
}

function isAnnounced(sums: Checksums, file: HubFile): boolean {
  if (sums.size !== file.size) return false;
  return file.lfs === undefined ? sums.git === file.oid : sums.sha256 === file.lfs.oid;
}

function different(path: string, file: HubFile, found: Checksums): RepriseError {
  const expected = file.lfs?.oid ?? file.oid;
  return new RepriseError(
    'CORRUPT_FILE',
    `${file.path} came with ${found.size} bytes or another checksum than the ${file.size} bytes announced: fetch it again`,
    { details: { path, expected, found: file.lfs === undefined ? found.git : found.sha256 } },
  );
}
