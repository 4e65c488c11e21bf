import { describe, expect, it } from 'vitest';
import { DemoError } from '../../api/demo-error.js';
import { failureOf } from './failure-of.js';
import { patiently } from './patiently.js';

const busy = () => new DemoError('BUSY', 'eight searches are under way', { retryAfterSeconds: 0 });

describe('asking patiently', () => {
  it('asks again while the server is busy', async () => {
    let asked = 0;
    let waits = 0;
    const answer = await patiently(
      async () => {
        asked += 1;
        if (asked < 3) throw busy();
        return 'answer';
      },
      new AbortController().signal,
      () => {
        waits += 1;
      },
    );
    expect([answer, asked, waits]).toEqual(['answer', 3, 2]);
  });

  it('gives up after six times, and at once where asking again is no use or no longer wanted', async () => {
    const times = async (error: Error, signal = new AbortController().signal): Promise<number> => {
      let asked = 0;
      const ask = async () => {
        asked += 1;
        throw error;
      };
      await expect(patiently(ask, signal, () => undefined)).rejects.toBe(error);
      return asked;
    };
    expect(await times(busy())).toBe(6);
    expect(await times(new DemoError('INVALID_OPTION', 'no such stage'))).toBe(1);
    expect(await times(busy(), AbortSignal.abort())).toBe(1);
  });
});

describe('a failure', () => {
  it('is of the pipeline, of what else was asked, or of the server', () => {
    expect(failureOf(new DemoError('INVALID_OPTION', 'no such stage', { at: 3 }))).toEqual({
      kind: 'pipeline',
      message: 'no such stage',
      at: 3,
    });
    expect(failureOf(new DemoError('BAD_REQUEST', 'too long')).kind).toBe('request');
    expect(failureOf(new DemoError('UNREACHABLE', 'gone')).kind).toBe('server');
    expect(failureOf(new Error('other')).kind).toBe('server');
  });
});
