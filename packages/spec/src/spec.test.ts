import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkId, compareHits, compareIds, nearest, optionError, pacer, RepriseError } from './index.js';

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
