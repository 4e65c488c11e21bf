import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openEncoder } from '../dense/open-encoder.js';
import { type HubServer, hubServer } from '../testing/hub-server.js';
import { tinyFolder } from '../testing/tiny-model.js';
import { type FetchModelOptions, fetchModel } from './fetch-model.js';
import { loadHub } from './hub-client.js';

const name = 'owner/tiny';
const commit = '0123456789abcdef0123456789abcdef01234567';
const lockName = 'reprise-model.json';

let root = '';
let directory = '';
let rounds = 0;
let server: HubServer;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'reprise-hub-'));
});
beforeEach(async () => {
  directory = join(root, `${rounds++}`);
  server = await hubServer(name, commit, new Map([...tinyFolder(), ['README.md', Buffer.from('# Tiny')]]));
});
afterEach(() => server.close());
afterAll(() => rm(root, { recursive: true, force: true }));

const options = (more: Partial<FetchModelOptions> = {}): FetchModelOptions => ({
  revision: commit,
  directory,
  hub: server.url,
  ...more,
});

describe('fetchModel', () => {
  it('fetches settings and weights, notes commit and checksums, and the folder opens', async () => {
    const events: { done: number; total?: number }[] = [];
    const lock = await fetchModel(name, options({ onProgress: (event) => void events.push(event as never) }));
    expect(lock).toMatchObject({ name, revision: commit });
    expect(lock.files.map(({ path }) => path).sort()).toEqual([...tinyFolder().keys()].sort());
    for (const { path, size, sha256 } of lock.files) {
      const bytes = await readFile(join(directory, path));
      expect(bytes.equals(tinyFolder().get(path)!)).toBe(true);
      expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(size).toBe(bytes.length);
    }
    expect(JSON.parse(await readFile(join(directory, lockName), 'utf8'))).toEqual(lock);
    expect(events.at(-1)!.done).toBe(events.at(-1)!.total);
    expect((await readdir(directory)).some((file) => file.endsWith('.part'))).toBe(false);
    const encoder = await openEncoder(directory);
    expect(encoder.dimensions).toBe(16);
    await encoder.close();
  });

  it('looks a branch up and notes the commit', async () => {
    expect((await fetchModel(name, options({ revision: 'main' }))).revision).toBe(commit);
  });

  it('asks the hub nothing where a commit is there in full', async () => {
    const lock = await fetchModel(name, options());
    server.requests.length = 0;
    expect(await fetchModel(name, options())).toEqual(lock);
    expect(await fetchModel(name, options({ files: ['config.json'] }))).toEqual(lock);
    expect(server.requests).toEqual([]);
  });

  it('fetches what is missing or damaged again, and nothing else', async () => {
    const lock = await fetchModel(name, options());
    await writeFile(join(directory, 'config.json'), '{}');
    await rm(join(directory, 'modules.json'));
    server.requests.length = 0;
    expect(await fetchModel(name, options())).toEqual(lock);
    const asked = new Set(server.requests.map((path) => path.split('/').at(-1)));
    expect(asked).toEqual(new Set([commit, 'config.json', 'modules.json']));
  });

  it('goes on where it was interrupted, without a lock until all is there', async () => {
    server.served.delete('tokenizer.json');
    await expect(fetchModel(name, options())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(existsSync(join(directory, lockName))).toBe(false);
    server.served.set('tokenizer.json', tinyFolder().get('tokenizer.json')!);
    server.requests.length = 0;
    await fetchModel(name, options());
    expect(server.requests).not.toContain(`/${name}/resolve/${commit}/config.json`);
  });

  it('fetches the files asked for, and adds others later', async () => {
    const first = await fetchModel(name, options({ files: ['config.json'] }));
    expect(first.files.map(({ path }) => path)).toEqual(['config.json']);
    const second = await fetchModel(name, options({ files: ['README.md'] }));
    expect(second.files.map(({ path }) => path).sort()).toEqual(['README.md', 'config.json']);
    await expect(fetchModel(name, options({ files: ['absent.bin'] }))).rejects.toThrow(/no file absent\.bin/);
  });

  it.each([
    ['config.json', 'shorter', (bytes: Uint8Array) => bytes.subarray(1)],
    ['config.json', 'longer', (bytes: Uint8Array) => Buffer.concat([bytes, bytes])],
    ['config.json', 'other', (bytes: Uint8Array) => bytes.map((byte) => byte ^ 1)],
    ['model.safetensors', 'other', (bytes: Uint8Array) => bytes.map((byte) => byte ^ 1)],
  ])('refuses %s with %s bytes than announced and leaves none of it', async (path, _, change) => {
    server.served.set(path, change(server.served.get(path)!));
    await expect(fetchModel(name, options())).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
    expect(existsSync(join(directory, path))).toBe(false);
    expect(existsSync(join(directory, lockName))).toBe(false);
    expect((await readdir(directory)).some((file) => file.endsWith('.part'))).toBe(false);
  });

  it('refuses paths and links that lead out of the folder', async () => {
    await server.close();
    server = await hubServer(
      name,
      commit,
      new Map([...tinyFolder(), ['../outside.json', Buffer.from('{}')]]),
    );
    await expect(fetchModel(name, options())).rejects.toMatchObject({ code: 'UNSUPPORTED_FORMAT' });
    expect(existsSync(join(root, 'outside.json'))).toBe(false);

    await mkdir(join(root, 'elsewhere'), { recursive: true });
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory);
    await symlink(join(root, 'elsewhere'), join(directory, '1_Pooling'));
    await expect(fetchModel(name, options({ files: ['1_Pooling/config.json'] }))).rejects.toThrow(
      /by a link/,
    );
    expect(await readdir(join(root, 'elsewhere'))).toEqual([]);
  });

  it('refuses a folder of another model or revision, and models and revisions that are not there', async () => {
    await fetchModel(name, options({ files: ['config.json'] }));
    const other = 'f'.repeat(40);
    await expect(fetchModel(name, options({ revision: other }))).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    await expect(fetchModel('owner/other', options())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    const directory2 = join(root, 'other');
    for (const [model, revision] of [
      ['owner/other', commit],
      [name, other],
      [name, 'branch'],
    ] as const) {
      await expect(fetchModel(model, options({ revision, directory: directory2 }))).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    }
  });

  it('stops at an abort', async () => {
    const controller = new AbortController();
    const fetching = fetchModel(
      name,
      options({ signal: controller.signal, onProgress: () => controller.abort() }),
    );
    await expect(fetching).rejects.toMatchObject({ code: 'ABORTED' });
    expect(existsSync(join(directory, lockName))).toBe(false);
    await expect(fetchModel(name, options({ signal: AbortSignal.abort() }))).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });

  it('says that the hub cannot be reached', async () => {
    const call = fetchModel(name, options({ hub: 'http://127.0.0.1:1' }));
    await expect(call).rejects.toMatchObject({ code: 'IO_FAILED' });
  });

  it.each<readonly [string, Partial<FetchModelOptions>, RegExp]>([
    ['../x', {}, /name is/],
    ['a/b/c', {}, /name is/],
    ['', {}, /name is/],
    [name, { revision: '' }, /revision is/],
    [name, { directory: '' }, /directory is/],
  ])('refuses %j with %j', async (model, more, message) => {
    await expect(fetchModel(model, options(more))).rejects.toThrow(message);
    expect(server.requests).toEqual([]);
  });

  it('says what to install where the client is missing', async () => {
    await expect(loadHub('@huggingface/not-installed')).rejects.toThrow(/npm install/);
  });
});

describe('a folder that was fetched', () => {
  it.each(['config.json', 'tokenizer.json', 'model.safetensors', 'modules.json'])(
    'does not open once %s has changed or is gone',
    async (path) => {
      await fetchModel(name, options());
      const bytes = await readFile(join(directory, path));
      await writeFile(join(directory, path), Buffer.concat([bytes, Buffer.from(' ')]));
      await expect(openEncoder(directory)).rejects.toThrow(/has changed since it was fetched/);
      await rm(join(directory, path));
      await expect(openEncoder(directory)).rejects.toMatchObject({
        code: path === 'model.safetensors' ? 'NOT_FOUND' : 'CORRUPT_FILE',
      });
    },
  );

  it('does not open with a lock that lies', async () => {
    await fetchModel(name, options());
    for (const lock of [
      '',
      '{}',
      '[]',
      '{"name":"a","revision":"b","files":[{"path":"../x","size":1,"sha256":""}]}',
    ]) {
      await writeFile(join(directory, lockName), lock);
      await expect(openEncoder(directory)).rejects.toMatchObject({
        code: expect.stringMatching(/CORRUPT_FILE|UNSUPPORTED_FORMAT/),
      });
    }
  });
});
