import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openGeneration, saveGeneration, verifyGeneration } from './index.js';
import { faultyFiles } from './testing/faulty-files.js';
import { bytesOf, format, saveSample } from './testing/sample.js';
import { scratch } from './testing/scratch.js';

// What a power cut leaves of a file or of a folder's entries is what was synced: these tests hold the order of the calls.

const folder = scratch();
const recording = () => faultyFiles({ kind: 'before', at: -1 });

it('a save syncs files, their folder and CURRENT.tmp before the renaming, and the folder after it', async () => {
  const root = folder();
  const directory = join(root, 'a', 'b');
  const files = recording();
  await saveSample(directory, 1, { files });
  const calls = files.calls();
  const last = (call: string): number => calls.lastIndexOf(call);
  const gen = join(directory, 'gen-1');
  const renamed = last(`rename ${join(directory, 'CURRENT')}`);
  for (const path of [join(gen, 'first'), join(gen, 'second')]) {
    expect(last(`sync ${path}`)).toBeGreaterThan(last(`write ${path}`));
    expect(last(`syncFolder ${gen}`)).toBeGreaterThan(last(`sync ${path}`));
  }
  const between = calls.slice(0, renamed);
  expect(between).toContain(`syncFolder ${root}`);
  expect(between).toContain(`syncFolder ${join(root, 'a')}`);
  expect(between.lastIndexOf(`syncFolder ${directory}`)).toBeGreaterThan(last(`makeFolder ${gen}`));
  expect(between.lastIndexOf(`syncFolder ${directory}`)).toBeGreaterThan(last(`syncFolder ${gen}`));
  const next = join(directory, 'CURRENT.tmp');
  expect(renamed).toBeGreaterThan(last(`sync ${next}`));
  expect(last(`sync ${next}`)).toBeGreaterThan(last(`write ${next}`));
  expect(last(`syncFolder ${directory}`)).toBeGreaterThan(renamed);
  expect(calls.findIndex((call) => call.startsWith(`removeFile ${join(directory, 'LOCK')}`))).toBeGreaterThan(
    last(`syncFolder ${directory}`),
  );
});

it('a copy of a kept file is synced as well', async () => {
  const directory = folder();
  await saveSample(directory, 1);
  const files = recording();
  const link = async (): Promise<never> => {
    throw Object.assign(new Error('no links here'), { code: 'EPERM' });
  };
  await saveGeneration(directory, { ...format, replace: true, files: { ...files, link } }, (w) =>
    w.keep('first'),
  );
  expect(files.calls()).toContain(`sync ${join(directory, 'gen-2', 'first')}`);
});

it('an old generation goes only after the renaming that outdated it is on the disk', async () => {
  const directory = folder();
  await saveSample(directory, 1);
  await saveSample(directory, 2, { replace: true });
  const files = recording();
  await (await openGeneration(directory, { ...format, files })).close();
  const removed = files.calls().findIndex((call) => call.startsWith('removeFile'));
  const synced = files.calls().indexOf(`syncFolder ${directory}`);
  expect(synced).toBeGreaterThan(-1);
  expect(removed).toBeGreaterThan(synced);
});

it('an opening with nothing to remove changes nothing', async () => {
  const directory = folder();
  await saveSample(directory, 1);
  const files = recording();
  await (await openGeneration(directory, { ...format, files })).close();
  expect(files.calls().filter((call) => !/^(open read|size|read|close|list) /.test(call))).toEqual([]);
});

it('every file that is opened is closed, also where it is refused', async () => {
  const directory = folder();
  const balance = async (use: (files: ReturnType<typeof recording>) => Promise<unknown>): Promise<void> => {
    const files = recording();
    await use(files).catch(() => undefined);
    const count = (name: string) => files.calls().filter((call) => call.startsWith(`${name} `)).length;
    expect(count('close')).toBe(count('open'));
  };
  await balance((files) => saveSample(directory, 1, { files }));
  await balance((files) => saveSample(directory, 2, { files }));
  await balance(async (files) => (await openGeneration(directory, { ...format, files })).close());
  await balance((files) => verifyGeneration(directory, { ...format, files }));
  await balance((files) => openGeneration(directory, { ...format, files, version: 9 }));
  await saveGeneration(directory, { ...format, replace: true }, (writer) =>
    writer.write('zz', [{ name: 'data', data: bytesOf(1, 10) }]),
  );
  const abort = new AbortController();
  await balance((files) => {
    const read = openGeneration(directory, { ...format, files, signal: abort.signal });
    abort.abort();
    return read;
  });
});
