import { describe, expect, it } from 'vitest';
import { filesInMemory } from '../folder/model-files.js';
import { jsonBytes, sentenceModules } from '../testing/tiny-model.js';
import { chooseLabel, readClassifier } from './read-classifier.js';
import { scoreOf } from './score-of.js';

const read = (files: Readonly<Record<string, unknown>>, given = {}) =>
  readClassifier(
    filesInMemory(
      new Map(
        Object.entries(files).map(([path, value]) => [
          path,
          value instanceof Uint8Array ? value : jsonBytes(value),
        ]),
      ),
    ),
    given,
  );

describe('readClassifier', () => {
  it('reads the names of labels by number, whatever their order in the file', async () => {
    expect(await read({ 'config.json': { id2label: { 1: 'yes', 0: 'no' }, type_vocab_size: 1 } })).toEqual({
      labels: ['no', 'yes'],
      hasTokenTypes: false,
    });
    expect(await read({})).toEqual({ labels: [], hasTokenTypes: true });
  });

  it('finds the activation in the newest place of sentence-transformers first', async () => {
    const old = { sbert_ce_default_activation_function: 'torch.nn.modules.linear.Identity' };
    const nested = {
      sentence_transformers: { activation_fn: 'torch.nn.modules.activation.Sigmoid', version: '4' },
    };
    const newest = { activation_fn: 'torch.nn.modules.activation.Softmax' };
    expect(await read({ 'config.json': old })).toMatchObject({ activation: 'identity' });
    expect(await read({ 'config.json': { ...old, ...nested } })).toMatchObject({ activation: 'sigmoid' });
    const all = { 'config.json': { ...old, ...nested }, 'config_sentence_transformers.json': newest };
    expect(await read(all)).toMatchObject({ activation: 'softmax' });
    expect(await read(all, { activation: 'identity' })).toMatchObject({ activation: 'identity' });
  });

  it.each(['torch.nn.modules.activation.Tanh', 'os.system', 'identity', 7, { a: 1 }])(
    'refuses the activation %j and says what to give',
    async (value) => {
      const attempt = read({ 'config.json': { sbert_ce_default_activation_function: value } });
      await expect(attempt).rejects.toMatchObject({
        code: 'UNSUPPORTED_FORMAT',
        message: expect.stringContaining('give activation'),
      });
    },
  );

  it('takes a transformer alone and refuses every other module', async () => {
    expect(await read({ 'modules.json': sentenceModules('Transformer') })).toMatchObject({ labels: [] });
    for (const name of ['Pooling', 'LogitScore', 'Dense']) {
      await expect(read({ 'modules.json': sentenceModules('Transformer', name) })).rejects.toMatchObject({
        code: 'UNSUPPORTED_FORMAT',
        message: expect.stringContaining(name),
      });
    }
  });

  it.each([
    { id2label: { 0: 'a', 2: 'b' } },
    { id2label: ['a', 1] },
    { id2label: 'relevant' },
    { id2label: { 0: 7 } },
  ])('refuses labels that are not names by number: %j', async (config) => {
    await expect(read({ 'config.json': config })).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });
});

describe('chooseLabel', () => {
  const choose = (labels: readonly string[], count: number, wanted?: string | number) =>
    chooseLabel(labels, count, wanted, 'the model');

  it('takes the only label, the one of a good name, or the second of two without names', () => {
    expect(choose(['anything'], 1)).toBe(0);
    expect(choose([], 1)).toBe(0);
    expect(choose(['contradiction', 'entailment', 'neutral'], 3)).toBe(1);
    expect(choose(['ENTAILMENT', 'not_entailment'], 2)).toBe(0);
    expect(choose(['LABEL_0', 'LABEL_1'], 2)).toBe(1);
    expect(choose([], 2)).toBe(1);
  });

  it('takes what is told, by name or number', () => {
    expect(choose(['bad', 'good', 'best'], 3, 'best')).toBe(2);
    expect(choose(['bad', 'good', 'best'], 3, 0)).toBe(0);
  });

  it('refuses to guess, and what is not there', () => {
    for (const labels of [['LABEL_0', 'LABEL_1', 'LABEL_2'], ['bad', 'good', 'best'], []]) {
      expect(() => choose(labels, 3)).toThrow(/say with label/);
    }
    expect(() => choose(['true', 'yes'], 2)).toThrow(/say with label/);
    expect(() => choose(['a', 'b'], 2, 'c')).toThrow(/one of a, b/);
    expect(() => choose([], 2, 2)).toThrow(/0 to 1/);
    expect(() => choose(['a', 'b'], 1)).toThrow(/names 2 labels/);
  });
});

describe('scoreOf', () => {
  const logits = Float32Array.of(1, 3, 2);
  const [a, b, c] = [Math.exp(1), Math.exp(3), Math.exp(2)];

  it('is the formula of the file', () => {
    expect(scoreOf(logits, 1, 'identity')).toBeCloseTo(Math.log(b / (a + c)), 6);
    expect(scoreOf(logits, 1, 'sigmoid')).toBeCloseTo(1 / (1 + Math.exp(-3)), 12);
    expect(scoreOf(logits, 1, 'softmax')).toBeCloseTo(b / (a + b + c), 12);
    expect(scoreOf(Float32Array.of(-2), 0, 'identity')).toBe(-2);
    expect(scoreOf(Float32Array.of(0.5, 2), 1, 'identity')).toBe(1.5);
  });

  it('stays finite for the largest logits', () => {
    const large = Float32Array.of(3e38, -3e38);
    for (const good of [0, 1]) {
      expect(Number.isFinite(scoreOf(large, good, 'identity'))).toBe(true);
      expect(scoreOf(large, good, 'softmax')).toBe(1 - good);
    }
  });
});
