import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allFinite,
  checkId,
  checkKinds,
  compareHits,
  compareIds,
  mapPaced,
  nearest,
  optionError,
  pacer,
  RepriseError,
} from './index.js';

describe('compareIds', () => {
  it('orders as UTF-8 bytes do, for any two strings', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(Math.sign(compareIds(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 10_000 },
    ));

  it('puts U+E000 before U+10000, which UTF-16 order does not', () => {
    expect(compareIds('\ue000', '\u{10000}')).toBeLessThan(0);
    expect('\ue000' < '\u{10000}').toBe(false);
  });
});

describe('compareHits', () => {
  it('orders by score, then by id', () => {
    const hits = [
      { id: '9', score: 1 },
      { id: 'b', score: 2 },
      { id: '10', score: 1 },
    ];
    expect(hits.sort(compareHits).map(({ id }) => id)).toEqual(['b', '10', '9']);
  });
});

describe('RepriseError', () => {
  it('is recognised across copies of the package, and nothing else is', () => {
    const other = Object.assign(new Error('x'), { [Symbol.for('reprise.error')]: true });
    expect(RepriseError.isInstance(other)).toBe(true);
    expect(RepriseError.isInstance(optionError('alpha', -1, 'a number'))).toBe(true);
    for (const value of [new Error('x'), null, undefined, 'x', {}])
      expect(RepriseError.isInstance(value)).toBe(false);
  });

  it('says value and remedy, cuts long values, and keeps the cause', () => {
    expect(optionError('alpha', -1, 'a number of at least 0').message).toBe(
      'alpha is -1: give a number of at least 0',
    );
    expect(optionError('name', 'x'.repeat(500), 'a short name').message.length).toBeLessThan(120);
    const cause = new Error('disk');
    expect(new RepriseError('IO_FAILED', 'could not write', { cause, details: { path: 'a' } })).toMatchObject(
      {
        code: 'IO_FAILED',
        cause,
        details: { path: 'a' },
      },
    );
  });
});

describe('allFinite', () => {
  it('is false for any number that is none or infinite, wherever it stands', () => {
    expect(allFinite(new Float32Array(0))).toBe(true);
    expect(allFinite(Float32Array.of(0, -1, 3e38))).toBe(true);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e39]) {
      for (const at of [0, 1, 2]) {
        const values = Float32Array.of(1, 2, 3);
        values[at] = bad;
        expect(allFinite(values)).toBe(false);
      }
    }
  });
});

describe('checkKinds', () => {
  it('refuses what an index does not hold, and says what it does', () => {
    expect(() => checkKinds(['vector'], ['vector'])).not.toThrow();
    expect(() => checkKinds([], [])).not.toThrow();
    expect(() => checkKinds(['vector', 'text'], ['vector'])).toThrow(
      expect.objectContaining({
        code: 'MISSING_REPRESENTATION',
        message: 'the index holds no text of documents, only their vector',
        details: { value: 'text', expected: ['vector'] },
      }),
    );
    expect(() => checkKinds(['tokens'], ['terms', 'text'], 'build another')).toThrow(
      'the index holds no tokens of documents, only terms and text: ask for those, or build another',
    );
  });
});

describe('checkId', () => {
  it('takes any well-formed, non-empty string', () => {
    for (const id of ['a', '__proto__', 'constructor', '\u0000', '🙂', ' ', 'x'.repeat(65_536)]) {
      expect(() => checkId(id, 'a document')).not.toThrow();
    }
  });

  it('refuses everything else with INVALID_ID', () => {
    for (const id of ['', '\ud800', 'a\udc00b', 3, null, undefined, {}]) {
      expect(() => checkId(id, 'a document')).toThrow(expect.objectContaining({ code: 'INVALID_ID' }));
    }
  });
});

describe('pacer', () => {
  it('lets timers and signals run during a long loop, and then rejects an abort', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort('time'), 1);
    const pause = pacer(controller.signal);
    const loop = async (): Promise<void> => {
      for (;;) await pause();
    };
    await expect(loop()).rejects.toMatchObject({ code: 'ABORTED', cause: 'time' });
  });

  it('rejects at once when it was aborted before', () => {
    expect(() => pacer(AbortSignal.abort())).toThrow(expect.objectContaining({ code: 'ABORTED' }));
  });
});

describe('mapPaced', () => {
  it('gives an answer an item, in order, and none once the signal is aborted', async () => {
    expect(await mapPaced([1, 2, 3], undefined, (item) => item * 2)).toEqual([2, 4, 6]);
    expect(await mapPaced([], undefined, () => 1)).toEqual([]);
    const aborted = { code: 'ABORTED' };
    await expect(mapPaced([], AbortSignal.abort(), () => 1)).rejects.toMatchObject(aborted);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    const slow = () => {
      const end = performance.now() + 6;
      while (performance.now() < end);
    };
    await expect(mapPaced(new Array(1e6).fill(0), controller.signal, slow)).rejects.toMatchObject(aborted);
  });
});

describe('nearest', () => {
  it('is the word that takes the fewest changes, if few enough', () => {
    const known = ['bm25', 'bm25l', 'rm3', 'dirichlet'];
    expect(nearest('bm52', known)).toBe('bm25');
    expect(nearest('BM25L', known)).toBe('bm25l');
    expect(nearest('dirichelt', known)).toBe('dirichlet');
    expect(nearest('dense', known)).toBeUndefined();
    expect(nearest('k3', ['k', 'k1'])).toBe('k');
    expect(nearest('f', ['da', 'fi'])).toBeUndefined();
    expect(nearest('', known)).toBeUndefined();
    expect(nearest('x'.repeat(1e6), known)).toBeUndefined();
  });
});
