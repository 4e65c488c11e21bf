import { optionError, RepriseError, type RunOptions, throwIfAborted } from '@reprise/spec';
import { checkInside } from '../folder/inside.js';
import { type LockedFile, lockName, type ModelLock, parseLock } from '../folder/lock.js';
import { chooseFiles } from './choose-files.js';
import { type HubClient, hubError, loadHub } from './hub-client.js';

export interface FetchModelOptions extends Pick<RunOptions, 'signal' | 'onProgress'> {
  /** A full commit hash, 40 hexadecimal digits; or a branch or tag, which is looked up and noted as the commit it is. */
  readonly revision: string;
  /** Where to; a folder of its own, made where it is missing. */
  readonly directory: string;
  /** Paths in the repository. Default: all settings with the safetensors, or with one ONNX graph where there are none. */
  readonly files?: readonly string[];
  /** Address of a mirror. Default: the hub. */
  readonly hub?: string;
  /** For private and gated models. Default none. */
  readonly accessToken?: string;
  /** Makes the requests, for proxies. Default: the platform's. */
  readonly fetch?: typeof fetch;
}

const commitHash = /^[0-9a-f]{40}$/;

/**
 * Fetches a model's files from the Hugging Face hub into a folder, checks them against the checksums that the hub has,
 * and notes commit and SHA-256 of each in `reprise-model.json` beside them, against which every later open checks again.
 * Nothing else of this package ever downloads. Node only; needs the peer `@huggingface/hub`.
 *
 * A folder that holds all of it already is checked without any request, where `revision` is a commit hash; what is
 * missing or damaged is fetched. `ALREADY_EXISTS` for a folder of another model or revision, `NOT_FOUND` for a model, a
 * revision or a file that is not there, `CORRUPT_FILE` for bytes that are not those announced, `UNSUPPORTED_FORMAT` for
 * paths that lead out of the folder, `IO_FAILED`, `ABORTED`.
 */
export async function fetchModel(name: string, options: FetchModelOptions): Promise<ModelLock> {
  const { revision, directory, files, hub, accessToken, signal, onProgress } = options;
  if (typeof name !== 'string' || !/^[\w.-]+(\/[\w.-]+)?$/.test(name) || /^\.+$|\.\./.test(name)) {
    throw optionError('name', name, 'a model as owner/name');
  }
  if (typeof revision !== 'string' || revision === '') {
    throw optionError('revision', revision, 'a commit hash, a branch or a tag');
  }
  if (typeof directory !== 'string' || directory === '')
    throw optionError('directory', directory, 'a folder');
  throwIfAborted(signal);
  const { mkdir, readFile, rename, writeFile } = await import('node:fs/promises');
  const { join } = await import('node:path');
  const { alreadyStored, isIntact, storeFile } = await import('./store-file.js');

  const lockPath = join(directory, lockName);
  const lockBytes = await readFile(lockPath).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw failure('read', lockPath, cause);
  });
  const lock = lockBytes === undefined ? undefined : parseLock(lockBytes);
  const request = options.fetch ?? fetch;
  const call = {
    ...(hub === undefined ? {} : { hubUrl: hub }),
    ...(accessToken === undefined ? {} : { accessToken }),
    fetch: ((input, init) => request(input, { ...init, ...(signal && { signal }) })) as typeof fetch,
  };
  let client: HubClient | undefined;
  const ask = async <T>(what: string, act: (client: HubClient) => Promise<T>): Promise<T> => {
    client ??= await loadHub();
    try {
      return await act(client);
    } catch (cause) {
      throwIfAborted(signal);
      throw RepriseError.isInstance(cause) ? cause : hubError(what, cause);
    }
  };

  const commit = commitHash.test(revision)
    ? revision
    : (await ask(name, (it) => it.modelInfo({ ...call, name, revision, additionalFields: ['sha'] }))).sha;
  if (!commitHash.test(commit)) {
    throw new RepriseError(
      'CORRUPT_FILE',
      `the hub gives ${JSON.stringify(commit)} as the commit of ${revision}`,
      {
        details: { value: commit },
      },
    );
  }
  if (lock !== undefined && (lock.name !== name || lock.revision !== commit)) {
    throw new RepriseError(
      'ALREADY_EXISTS',
      `${directory} holds ${lock.name} at ${lock.revision}: give ${name} at ${commit} a folder of its own`,
      { details: { path: directory, expected: commit, found: lock.revision } },
    );
  }
  const known = new Map(lock?.files.map((file) => [file.path, file]) ?? []);
  const wanted = files ?? (lock === undefined ? undefined : [...known.keys()]);
  const intact = new Map<string, LockedFile>();
  for (const file of known.values()) if (await isIntact(directory, file)) intact.set(file.path, file);
  if (lock !== undefined && [...(wanted ?? []), ...known.keys()].every((path) => intact.has(path)))
    return lock;

  const listed = await ask(name, async (it) => {
    const found = [];
    for await (const file of it.listFiles({ ...call, repo: name, revision: commit, recursive: true })) {
      found.push(file);
    }
    return found;
  });
  const all = wanted === undefined ? undefined : [...new Set([...known.keys(), ...wanted])];
  const chosen = chooseFiles(listed, all, name);
  for (const { path } of chosen) checkInside(path, name);
  const total = chosen.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const report = (count: number): void => {
    done += count;
    onProgress?.({ kind: 'progress', stage: name, done, total, unit: 'bytes' });
  };
  const fetched: LockedFile[] = [];
  await mkdir(directory, { recursive: true }).catch((cause: unknown) => {
    throw failure('make', directory, cause);
  });
  for (const file of chosen) {
    const { path } = file;
    const there = intact.get(path) ?? (await alreadyStored(directory, file));
    if (there !== undefined) report(file.size);
    const locked =
      there ??
      (await ask(path, async (it) => {
        const blob = await it.downloadFile({ ...call, repo: name, path, revision: commit, xet: false });
        if (blob === null) {
          throw new RepriseError('NOT_FOUND', `${name} has no file ${path} at ${commit}`, {
            details: { path },
          });
        }
        return storeFile(directory, file, blob.stream() as unknown as AsyncIterable<Uint8Array>, report);
      }));
    const before = known.get(path);
    if (before !== undefined && before.sha256 !== locked.sha256) {
      throw new RepriseError(
        'CORRUPT_FILE',
        `${path} at ${commit} is not what it was when it was first fetched: do not trust its source`,
        { details: { path, expected: before.sha256, found: locked.sha256 } },
      );
    }
    fetched.push(locked);
  }
  const made: ModelLock = { name, revision: commit, files: fetched };
  await writeFile(`${lockPath}.part`, `${JSON.stringify(made, undefined, 2)}\n`)
    .then(() => rename(`${lockPath}.part`, lockPath))
    .catch((cause: unknown) => {
      throw failure('write', lockPath, cause);
    });
  return made;
}

function failure(operation: string, path: string, cause: unknown): RepriseError {
  return new RepriseError('IO_FAILED', `cannot ${operation} ${path}: ${(cause as Error).message}`, {
    details: { path, operation },
    cause,
  });
}
