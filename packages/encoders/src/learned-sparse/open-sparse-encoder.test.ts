import { encoderConformance } from '@reprise/testkit';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Folder,
  type InventedTensor,
  inventedTensor,
  jsonBytes,
  safetensorsOf,
  tinyConfig,
  tinyFolder,
  tinyTensors,
} from '../testing/tiny-model.js';
import { openSparseEncoder } from './open-sparse-encoder.js';
import type { SparseEncoderOptions } from './sparse-encoder.js';

/** Names of a head's tensors, those of BERT first. */
const headNames = {
  bert: ['cls.predictions.transform.dense', 'cls.predictions.transform.LayerNorm', 'cls.predictions.bias'],
  roberta: ['lm_head.dense', 'lm_head.layer_norm', 'lm_head.decoder.bias'],
  distilbert: ['vocab_transform', 'vocab_layer_norm', 'vocab_projector.bias'],
} as const;

/** The tiny BERT with a masked language model's head, under the names of one family. */
function spladeFolder(family: keyof typeof headNames = 'bert', pooling: object = {}): Folder {
  const [dense, norm, bias] = headNames[family];
  const [dense0, norm0, bias0] = headNames.bert;
  const tensors = new Map<string, InventedTensor>();
  for (const [name, tensor] of tinyTensors()) tensors.set(`bert.${name}`, tensor);
  tensors.set(`${dense}.weight`, inventedTensor(`${dense0}.weight`, [16, 16]));
  tensors.set(`${dense}.bias`, inventedTensor(`${dense0}.bias`, [16]));
  const early = family === 'bert' ? ['gamma', 'beta'] : ['weight', 'bias'];
  tensors.set(`${norm}.${early[0]}`, inventedTensor(`${norm0}.weight`, [16]));
  tensors.set(`${norm}.${early[1]}`, inventedTensor(`${norm0}.bias`, [16]));
  tensors.set(bias, inventedTensor(bias0, [48]));
  const folder = tinyFolder();
  folder.delete('1_Pooling/config.json');
  folder.set('model.safetensors', safetensorsOf(tensors));
  folder.set('1_SpladePooling/config.json', jsonBytes({ pooling_strategy: 'max', ...pooling }));
  const theirs = 'sentence_transformers.sparse_encoder.models';
  folder.set(
    'modules.json',
    jsonBytes([
      { type: `${theirs}.MLMTransformer`, path: '' },
      { type: `${theirs}.SpladePooling`, path: '1_SpladePooling' },
    ]),
  );
  return folder;
}

function uniCoilFolder(): Folder {
  const folder = tinyFolder();
  folder.delete('modules.json');
  const tensors = tinyTensors();
  tensors.set('tok_proj.weight', inventedTensor('tok_proj.weight', [1, 16]));
  tensors.set('tok_proj.bias', { shape: [1], values: Float32Array.of(1) });
  folder.set('config.json', jsonBytes({ ...tinyConfig, architectures: ['UniCoilEncoder'] }));
  folder.set('model.safetensors', safetensorsOf(tensors));
  return folder;
}

/** The tiny uniCOIL's weights under the names of a DeepImpact checkpoint. */
function deepImpactFolder(): Folder {
  const folder = uniCoilFolder();
  const tensors = new Map<string, InventedTensor>();
  for (const [name, tensor] of tinyTensors()) tensors.set(`bert.${name}`, tensor);
  tensors.set('impact_score_encoder.0.weight', inventedTensor('tok_proj.weight', [1, 16]));
  tensors.set('impact_score_encoder.0.bias', { shape: [1], values: Float32Array.of(1) });
  folder.set('config.json', jsonBytes({ ...tinyConfig, architectures: ['DeepImpact'] }));
  folder.set('model.safetensors', safetensorsOf(tensors));
  return folder;
}

function inferenceFreeFolder(): Folder {
  const folder = spladeFolder();
  folder.set('idf.json', jsonBytes({ a: 0.5, b: 2.5, '[CLS]': 3 }));
  return folder;
}

async function termsOf(
  folder: Folder,
  all: readonly string[],
  options: SparseEncoderOptions = {},
  role: 'query' | 'document' = 'document',
): Promise<ReadonlyMap<string, number>[]> {
  const encoder = await openSparseEncoder(folder, { name: 'tiny', ...options });
  try {
    return (
      await encoder.encode(
        all.map((text) => ({ text })),
        role,
      )
    ).map(({ terms }) => terms);
  } finally {
    await encoder.close();
  }
}

const close = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): void => {
  for (const token of new Set([...a.keys(), ...b.keys()])) {
    expect(Math.abs((a.get(token) ?? 0) - (b.get(token) ?? 0))).toBeLessThan(1e-5);
  }
};

const text = fc.stringMatching(/^[abc ]{0,60}$/);

describe('openSparseEncoder on a tiny SPLADE', () => {
  it('says what it is and gives the same terms to a query and a document', async () => {
    const encoder = await openSparseEncoder(spladeFolder(), { name: 'tiny' });
    expect(encoder).toMatchObject({
      spec: 'v1',
      name: 'tiny',
      kind: 'splade',
      reads: ['text'],
      writes: ['terms'],
    });
    expect(Object.isFrozen(encoder)).toBe(true);
    const [query] = await encoder.encode([{ text: 'a b' }], 'query');
    const [document] = await encoder.encode([{ text: 'a b' }], 'document');
    expect(query).toEqual(document);
    expect(query!.terms.size).toBeGreaterThan(0);
    await encoder.close();
    await encoder.close();
    await expect(encoder.encode([{ text: 'a' }], 'query')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('gives a text the same terms whatever longer texts are beside it', async () => {
    const encoder = await openSparseEncoder(spladeFolder(), { name: 'tiny' });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 6 }), async (batch) => {
        const together = await encoder.encode(
          batch.map((one) => ({ text: one })),
          'document',
        );
        for (const [i, one] of batch.entries()) {
          const [alone] = await encoder.encode([{ text: one }], 'document');
          close(together[i]!.terms, alone!.terms);
        }
      }),
      { numRuns: 30 },
    );
    await encoder.close();
  });

  it.each(['roberta', 'distilbert'] as const)('reads the head under the names of %s', async (family) => {
    const [expected] = await termsOf(spladeFolder(), ['abc a']);
    const [found] = await termsOf(spladeFolder(family), ['abc a']);
    expect(found).toEqual(expected);
  });

  it('takes the logarithm twice where the folder or the option says so', async () => {
    const [once] = await termsOf(spladeFolder(), ['a b c']);
    const [told] = await termsOf(spladeFolder('bert', { activation_function: 'log1p_relu' }), ['a b c']);
    const [asked] = await termsOf(spladeFolder(), ['a b c'], { secondLogarithm: true });
    expect(told).toEqual(asked);
    close(told!, new Map([...once!].map(([token, weight]) => [token, Math.log1p(weight)])));
  });

  it('prunes each side as told, drops special tokens and rounds to bytes', async () => {
    const [all] = await termsOf(spladeFolder(), ['a b c']);
    const [one] = await termsOf(spladeFolder(), ['a b c'], { document: { prune: { terms: 1 } } });
    expect(one!.size).toBe(1);
    expect([...one!.values()][0]).toBe(Math.max(...all!.values()));
    const [query] = await termsOf(spladeFolder(), ['a b c'], { document: { prune: { terms: 1 } } }, 'query');
    expect(query).toEqual(all);
    const [bare] = await termsOf(spladeFolder(), ['a b c'], { specials: 'drop' });
    expect([...bare!.keys()]).toEqual([...all!.keys()].filter((token) => !token.startsWith('[')));
    const [bytes] = await termsOf(spladeFolder(), ['a b c'], { bits: 8 });
    for (const [token, value] of bytes!) expect(value).toBe(Math.round((all!.get(token)! / 5) * 256));
  });

  it('stays near in int8', async () => {
    const [exact] = await termsOf(spladeFolder(), ['a b c']);
    const [rounded] = await termsOf(spladeFolder(), ['a b c'], { precision: 'int8' });
    for (const [token, weight] of exact!)
      expect(Math.abs((rounded!.get(token) ?? 0) - weight)).toBeLessThan(0.1);
  });

  it('takes any text: empty, of half characters, long and in other scripts', async () => {
    const strange = ['', ' ', '\ud800 a \udc00', 'a\0b', '食後 血糖', 'abc '.repeat(5_000)];
    for (const terms of await termsOf(spladeFolder(), strange)) {
      for (const weight of terms.values()) expect(weight).toBeGreaterThan(0);
    }
    expect(await termsOf(spladeFolder(), [])).toEqual([]);
  });
});

describe('openSparseEncoder on a tiny uniCOIL', () => {
  it('adds up in a query what it takes the largest of in a document, and has no [CLS]', async () => {
    const [query] = await termsOf(uniCoilFolder(), ['a a a'], {}, 'query');
    const [document] = await termsOf(uniCoilFolder(), ['a a a']);
    expect([...document!.keys()].every((token) => ['a', '[SEP]'].includes(token))).toBe(true);
    expect(query!.get('a')!).toBeGreaterThan(document!.get('a')!);
    expect(query!.get('[SEP]')).toBe(document!.get('[SEP]'));
  });
});

describe('openSparseEncoder on a tiny DeepImpact', () => {
  it('weighs a word as its first token, which uniCOIL weighs alike, and knows words that have no piece', async () => {
    const texts = ['abc b', 'B xyz.', 'c, c'];
    const found = await termsOf(deepImpactFolder(), texts);
    expect(found.map((terms) => [...terms.keys()])).toEqual([['abc', 'b'], ['b', 'xyz'], ['c']]);
    const [first, second] = await termsOf(uniCoilFolder(), texts);
    close(
      found[0]!,
      new Map([
        ['abc', first!.get('a')!],
        ['b', first!.get('b')!],
      ]),
    );
    expect(found[1]!.get('b')).toBeCloseTo(second!.get('b')!, 5);
    // `xyz` and the full stop are `[UNK]` each; uniCOIL has the larger.
    expect(found[1]!.get('xyz')!).toBeLessThanOrEqual(second!.get('[UNK]')! + 1e-5);
  });

  it('takes the first of equal words, and words whose first piece fits, whole', async () => {
    const [cut] = await termsOf(deepImpactFolder(), ['a b a b c abc c'], { document: { maxTokens: 8 } });
    expect([...cut!.keys()]).toEqual(['a', 'b', 'c', 'abc']);
    // Seven of eight tokens are `[CLS] a b a b c a`, and the second and third of these weigh for a and b.
    const [same] = await termsOf(deepImpactFolder(), ['a b a b c a'], { document: { maxTokens: 8 } });
    close(new Map([...cut!].filter(([word]) => word !== 'abc')), same!);
    expect(await termsOf(deepImpactFolder(), ['', ' . ! '])).toEqual([new Map(), new Map()]);
  });

  it('lets each word of a query weigh 1 without a model, as many as there are', async () => {
    const folder = deepImpactFolder();
    folder.delete('model.safetensors');
    const encoder = await openSparseEncoder(folder, { name: 'tiny' });
    expect(encoder.kind).toBe('deepImpact');
    const long = Array.from({ length: 600 }, (_, i) => `w${i}`);
    const [query, longer] = await encoder.encode(
      [{ text: 'B [SEP] abc, b' }, { text: long.join(' ') }],
      'query',
    );
    expect([...query!.terms]).toEqual(['b', 'sep', 'abc'].map((word) => [word, 1]));
    expect([...longer!.terms.keys()]).toEqual(long);
    await expect(encoder.encode([{ text: 'a' }], 'document')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await encoder.close();
  });
});

describe('openSparseEncoder without inference for queries', () => {
  it('weighs a query by the table and a document by the model', async () => {
    const [query] = await termsOf(inferenceFreeFolder(), ['b a b c'], {}, 'query');
    expect([...query!]).toEqual([
      ['a', 0.5],
      ['b', 2.5],
      ['c', 1],
    ]);
    const [document] = await termsOf(inferenceFreeFolder(), ['b a b c']);
    const [splade] = await termsOf(spladeFolder(), ['b a b c']);
    expect(document).toEqual(splade);
  });

  it('needs no weights for queries, and says so when a document comes', async () => {
    const folder = inferenceFreeFolder();
    folder.delete('model.safetensors');
    const encoder = await openSparseEncoder(folder, { name: 'tiny' });
    expect((await encoder.encode([{ text: 'a' }], 'query'))[0]!.terms.get('a')).toBe(0.5);
    await expect(encoder.encode([{ text: 'a' }], 'document')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await encoder.close();
  });

  it('refuses a table with something else than numbers', async () => {
    const folder = inferenceFreeFolder().set('idf.json', jsonBytes({ a: '1' }));
    await expect(openSparseEncoder(folder, { name: 'tiny' })).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });
});

describe('openSparseEncoder refuses', () => {
  it('a folder that does not say its kind, until the option does', async () => {
    const folder = spladeFolder();
    folder.delete('modules.json');
    folder.delete('1_SpladePooling/config.json');
    await expect(openSparseEncoder(folder, { name: 'tiny' })).rejects.toThrow(/does not say.*give kind/);
    const [found] = await termsOf(folder, ['a b'], { kind: 'splade' });
    expect(found).toEqual((await termsOf(spladeFolder(), ['a b']))[0]);
  });

  it.each([
    [{ pooling_strategy: 'sum' }, /pooling_strategy = "sum"/],
    [{ activation_function: 'gelu' }, /activation_function = "gelu"/],
  ])('a pooling that is not known: %j', async (pooling, message) => {
    await expect(openSparseEncoder(spladeFolder('bert', pooling), { name: 'tiny' })).rejects.toThrow(message);
  });

  it('modules that are not known, and a checkpoint without the head', async () => {
    await expect(openSparseEncoder(tinyFolder(), { name: 'tiny' })).rejects.toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
    });
    const headless = spladeFolder().set('model.safetensors', safetensorsOf(tinyTensors()));
    await expect(openSparseEncoder(headless, { name: 'tiny' })).rejects.toThrow(
      /no head of a masked language/,
    );
  });

  it.each<readonly [SparseEncoderOptions, RegExp]>([
    [{ kind: 'deep' as 'splade' }, /kind is "deep"/],
    [{ bits: 4 as 8 }, /bits is 4/],
    [{ specials: 'some' as 'keep' }, /specials is "some"/],
    [{ batchTokens: 0 }, /batchTokens is 0/],
    [{ name: '' }, /name is ""/],
    [{ query: { prune: { ratio: 2 } } }, /query\.prune\.ratio is 2/],
    [{ document: { prune: { terms: 0 } } }, /document\.prune\.terms is 0/],
    [{ query: { maxTokens: 2 } }, /maxTokens is 2/],
  ])('the options %j', async (options, message) => {
    await expect(openSparseEncoder(spladeFolder(), { name: 'tiny', ...options })).rejects.toThrow(message);
  });

  it('a damaged folder with a typed error, or gives finite weights', async () => {
    for (const path of ['model.safetensors', '1_SpladePooling/config.json', 'modules.json', 'idf.json']) {
      const whole = inferenceFreeFolder().get(path)!;
      const flips = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(7)), { minLength: 1, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(flips, async (places) => {
          const bytes = whole.slice();
          for (const [at, bit] of places) bytes[at]! ^= 1 << bit;
          const found = await termsOf(inferenceFreeFolder().set(path, bytes), ['a b']).catch(
            (error: unknown) => {
              expect(error).toMatchObject({ name: 'RepriseError' });
              return [];
            },
          );
          for (const terms of found)
            for (const weight of terms.values()) expect(Number.isFinite(weight)).toBe(true);
        }),
        { numRuns: 40 },
      );
    }
  });
});

for (const folder of [spladeFolder(), uniCoilFolder(), inferenceFreeFolder()]) {
  const encoder = openSparseEncoder(folder, { name: 'tiny' });
  encoderConformance(
    () => encoder,
    fc.oneof(fc.string(), text).map((one) => ({ text: one })),
    { tolerance: 1e-4, longRunning: true, runs: 20 },
  );
  afterAll(async () => (await encoder).close());
}
