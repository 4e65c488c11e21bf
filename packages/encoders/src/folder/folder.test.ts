import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesInDirectory } from './directory-files.js';
import { findPackage } from './find-package.js';
import { filesInMemory } from './model-files.js';
import { readJsonObject } from './read-json.js';
import { readSettings } from './read-settings.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('filesInDirectory', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'reprise-model-'));
    await mkdir(join(directory, 'onnx'));
    await writeFile(join(directory, 'onnx', 'model.onnx'), 'graph');
    await writeFile(join(directory, 'config.json'), '{}');
    await symlink(join(directory, 'config.json'), join(directory, 'linked.json'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('lists files with those one folder down, and reads them, through links too', async () => {
    const files = await filesInDirectory(directory);
    expect(await files.list()).toEqual(['config.json', 'linked.json', 'onnx/model.onnx']);
    expect(new TextDecoder().decode(await files.read('onnx/model.onnx'))).toBe('graph');
    expect(new TextDecoder().decode(await files.read('linked.json'))).toBe('{}');
  });

  it('reads nothing where there is no file, and says so where it cannot read', async () => {
    const files = await filesInDirectory(directory);
    expect(await files.read('modules.json')).toBeUndefined();
    expect(await files.read('config.json/child')).toBeUndefined();
    await expect(files.read('onnx')).rejects.toMatchObject({ code: 'IO_FAILED' });
    await expect(filesInDirectory(join(directory, 'config.json'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('readJsonObject', () => {
  it.each(['{', '[]', 'null', '"text"', ''])('refuses %j with the file’s name', async (content) => {
    const files = filesInMemory(new Map([['some.json', bytes(content)]]));
    await expect(readJsonObject(files, 'some.json')).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringContaining('some.json'),
    });
  });

  it('refuses bytes that are not UTF-8', async () => {
    const files = filesInMemory(new Map([['some.json', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)]]));
    await expect(readJsonObject(files, 'some.json')).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });
});

describe('readSettings', () => {
  const settingsOf = (files: Readonly<Record<string, unknown>>) =>
    readSettings(
      filesInMemory(
        new Map(Object.entries(files).map(([path, value]) => [path, bytes(JSON.stringify(value))])),
      ),
      '',
    );

  it('takes the length of sentence_bert_config.json before that of the tokenizer, and no boundless one', async () => {
    const sentence = { max_seq_length: 256 };
    const tokenizer = { model_max_length: 512 };
    const both = { 'sentence_bert_config.json': sentence, 'tokenizer_config.json': tokenizer };
    expect(await settingsOf(both)).toMatchObject({ maxTokens: 256, lowerCase: false });
    expect(await settingsOf({ 'tokenizer_config.json': tokenizer })).toMatchObject({ maxTokens: 512 });
    expect(await settingsOf({ 'tokenizer_config.json': { model_max_length: 1e30 } })).not.toHaveProperty(
      'maxTokens',
    );
  });

  it('knows nothing of an empty folder and is not fooled by names of Object', async () => {
    expect(await settingsOf({})).toEqual({ lowerCase: false, prompts: { query: '', document: '' } });
    const config = { prompts: {}, default_prompt_name: 'constructor' };
    expect((await settingsOf({ 'config_sentence_transformers.json': config })).prompts.query).toBe('');
  });
});

describe('findPackage', () => {
  it('finds an installed package and nothing else', () => {
    expect(findPackage('fast-check')).toMatch(/fast-check$/);
    expect(findPackage('no-such-package-anywhere')).toBeUndefined();
  });
});
