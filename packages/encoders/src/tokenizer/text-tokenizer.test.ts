import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filesInMemory } from '../folder/model-files.js';
import { golden, hasShared, sharedModel } from '../testing/shared.js';
import { pairTokenizer } from '../testing/tiny-classifier.js';
import { jsonBytes, tinyFolder, tinyTokenizer } from '../testing/tiny-model.js';
import { openTokenizer } from './text-tokenizer.js';

const open = () => openTokenizer(filesInMemory(tinyFolder()), { lowerCase: false });

describe('openTokenizer', () => {
  it('puts special tokens around word pieces', async () => {
    const tokenizer = await open();
    // [CLS] a ##b ##c c [SEP]; a word with another letter is unknown.
    expect(tokenizer.encode('ABC c', { maxTokens: 40 })).toEqual([2, 5, 9, 10, 7, 3]);
    expect(tokenizer.encode('', { maxTokens: 40 })).toEqual([2, 3]);
    expect(tokenizer.encode('xyz', { maxTokens: 40 })).toEqual([2, 1, 3]);
    expect(tokenizer.padToken).toBe(0);
  });

  it('cuts before the last special token, or at the end where there is none', async () => {
    const tokenizer = await open();
    expect(tokenizer.encode('a b c a b c', { maxTokens: 5 })).toEqual([2, 5, 6, 7, 3]);
    expect(tokenizer.encode('a b c a b c', { maxTokens: 5, specialTokens: false })).toEqual([5, 6, 7, 5, 6]);
  });

  it('knows what stands around one text and around two, as BERT and as RoBERTa put them', async () => {
    const pairOf = async (settings: object) => {
      const files = tinyFolder().set('tokenizer.json', jsonBytes({ ...pairTokenizer, ...settings }));
      const tokenizer = await openTokenizer(filesInMemory(files), { lowerCase: false });
      expect(tokenizer.frame).toEqual({ before: [2], after: [3] });
      return tokenizer.pairFrame();
    };
    expect(await pairOf({})).toEqual({ before: [2], between: [3], after: [3], secondType: 1 });
    const roberta = { type: 'RobertaProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2] };
    expect(await pairOf({ post_processor: roberta })).toMatchObject({
      before: [2],
      between: [3, 3],
      after: [3],
    });
    const { pairFrame } = await open();
    expect(pairFrame).toThrow(/does not say how two texts go together/);
  });

  it('puts prefix and suffix around the text and counts the tokens of a prefix with those before it', async () => {
    const tokenizer = await open();
    const template = { prefix: 'c c ', suffix: '[MASK]', maxTokens: 40 };
    expect(tokenizer.encode('a', template)).toEqual([2, 7, 7, 5, 4, 3]);
    expect(tokenizer.prefixTokens(template)).toBe(3);
    expect(tokenizer.prefixTokens({ ...template, specialTokens: false })).toBe(2);
    expect(tokenizer.prefixTokens({})).toBe(0);
  });

  it('gives a long text the tokens that it would have if it were read to its end', async () => {
    const tokenizer = await open();
    const whole = new Tokenizer(tinyTokenizer, {});
    const piece = fc.constantFrom(
      'a',
      'abc',
      ' ',
      '  ',
      '\n',
      '\u0301',
      'é',
      '[SEP]',
      '食',
      'x',
      '\u00a0',
      '.',
      'cab ',
    );
    const text = fc.array(piece, { minLength: 50, maxLength: 400 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 8, max: 20 }), (long, maxTokens) => {
        const { ids } = whole.encode(long.trim());
        const expected = ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), 3];
        expect(tokenizer.encode(long, { maxTokens })).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a tokenizer whose template drops the text', async () => {
    const template = {
      ...(tinyTokenizer.post_processor as object),
      single: [{ SpecialToken: { id: '[CLS]', type_id: 0 } }],
    };
    const folder = tinyFolder().set(
      'tokenizer.json',
      jsonBytes({ ...tinyTokenizer, post_processor: template }),
    );
    const attempt = openTokenizer(filesInMemory(folder), { lowerCase: false });
    await expect(attempt).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });
});

describe.skipIf(!hasShared)(`golden token ids${hasShared ? '' : ' (skipped: no shared collections)'}`, () => {
  it('of bge-small-en-v1.5 are reproduced', async () => {
    const { filesInDirectory } = await import('../folder/directory-files.js');
    const tokenizer = await openTokenizer(await filesInDirectory(sharedModel('bge-small-en-v1.5')), {
      lowerCase: true,
    });
    interface Item {
      readonly text: string;
      readonly prefix?: string;
      readonly input_ids: readonly number[];
    }
    for (const { text, prefix = '', input_ids } of golden<{ items: Item[] }>('bge-small-en-v1.5').items) {
      expect(tokenizer.encode(text, { prefix, maxTokens: 512 })).toEqual(input_ids);
    }
  });
});
