import { RepriseError } from '@reprise/spec';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../model/failure.js';
import { languageModel } from '../model/make-language-model.js';
import { errorOf, scripted } from '../testing/scripted.js';
import { withBudget } from './with-budget.js';
import { withConcurrency } from './with-concurrency.js';
import { withRetries } from './with-retries.js';
import { withTimeout } from './with-timeout.js';

const soon = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
const prompts = (...all: string[]) => all.map((prompt) => ({ prompt }));
const never = new Promise<string>(() => undefined);

describe('every wrapper', () => {
  const wrappers = {
    withTimeout: <M extends ReturnType<typeof scripted>['model']>(model: M) => withTimeout(model, 10_000),
    withRetries: <M extends ReturnType<typeof scripted>['model']>(model: M) => withRetries(model),
    withBudget: <M extends ReturnType<typeof scripted>['model']>(model: M) => withBudget(model, {}),
    withConcurrency: <M extends ReturnType<typeof scripted>['model']>(model: M) => withConcurrency(model, 3),
  };

  it.each(Object.entries(wrappers))(
    '%s answers as the model does and keeps the order',
    async (_, wrapper) => {
      const { model } = scripted(async ({ prompt }) => {
        await soon(prompt.length % 3);
        return prompt;
      });
      const wrapped = wrapper(model);
      expect(wrapped).toMatchObject({ spec: 'v1', name: 'scripted', model: 'capitals', identity: '' });
      const batch = prompts('ccc', 'a', 'bb', 'dddd', 'e');
      expect(await wrapped.generate(batch, { concurrency: 3 })).toEqual(await model.generate(batch));
      expect(await wrapped.embed(['a', 'bbb', 'cc'], { batchSize: 2 })).toEqual(
        await model.embed(['a', 'bbb', 'cc']),
      );
      expect(await wrapped.nextTokens(prompts('ab', 'c'))).toEqual(
        await model.nextTokens(prompts('ab', 'c')),
      );
      expect(await wrapped.generate([])).toEqual([]);
    },
  );

  it.each(Object.entries(wrappers))('%s passes on failures, progress and aborts', async (_, wrapper) => {
    const { model } = scripted(({ prompt }) => {
      if (prompt === 'bad') throw failure('refused', 'no');
      return prompt === 'never' ? never : prompt;
    });
    const wrapped = wrapper(model);
    await expect(wrapped.generate(prompts('a', 'bad'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const done: number[] = [];
    const onProgress = (event: { kind: string; done?: number }) => done.push(event.done ?? -1);
    await wrapped.generate(prompts('a', 'b'), { onProgress });
    expect(done).toEqual([1, 2]);
    const controller = new AbortController();
    const run = errorOf(wrapped.generate(prompts('never'), { signal: controller.signal }));
    setImmediate(() => controller.abort());
    expect(await run).toMatchObject({ code: 'ABORTED' });
  });

  it.each(Object.entries(wrappers))('%s adds no ability and keeps what there is', async (_, wrapper) => {
    const close = vi.fn(async () => undefined);
    const plain = languageModel({
      name: 'f',
      model: 'm',
      generate: async () => ({ text: '', finish: 'stop' }) as const,
      close,
    });
    const wrapped = wrapper(plain as never) as typeof plain;
    expect('embed' in wrapped || 'nextTokens' in wrapped).toBe(false);
    await wrapped.close();
    expect(close).toHaveBeenCalledOnce();
  });
});

describe('withTimeout', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('ends a call that takes too long and aborts it inside', async () => {
    let inside: AbortSignal | undefined;
    const { model } = scripted((_, __, signal) => {
      inside = signal;
      return never;
    });
    const run = errorOf(withTimeout(model, 30_000).generate(prompts('a')));
    await vi.advanceTimersByTimeAsync(29_999);
    expect(inside?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await run).toMatchObject({
      code: 'IO_FAILED',
      message: expect.stringMatching(/no answer in 30000 ms/),
      details: { reason: 'timeout', retryable: true },
    });
    expect(inside?.aborted).toBe(true);
  });

  it('gives each call its own time and leaves no timer behind', async () => {
    const { model } = scripted(async ({ prompt }) => {
      await soon(20);
      return prompt;
    });
    const run = withTimeout(model, 30).generate(prompts('a', 'b', 'c'));
    await vi.advanceTimersByTimeAsync(60);
    expect((await run).length).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses times that cannot be', () => {
    for (const time of [0, -1, Number.NaN, Infinity])
      expect(() => withTimeout(scripted().model, time)).toThrow(/milliseconds is/);
  });
});

describe('withRetries', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const failing = (...errors: (Error | undefined)[]) => {
    const times: number[] = [];
    const { model } = scripted((_, call) => {
      times.push(Date.now());
      const error = errors[call - 1];
      if (error) throw error;
      return 'done';
    });
    const waits = () => times.slice(1).map((time, i) => time - times[i]!);
    return { model, times, waits };
  };
  const busy = (retryAfter?: number) =>
    failure('rate-limit', 'busy', retryAfter === undefined ? {} : { retryAfter });

  it('waits a random part of a doubling time', async () => {
    const { model, waits } = failing(busy(), busy(), busy());
    const run = withRetries(model, { attempts: 4, baseDelay: 100, random: () => 0.5 }).generate(prompts('a'));
    await vi.runAllTimersAsync();
    expect((await run)[0]?.text).toBe('done');
    expect(waits()).toEqual([50, 100, 200]);
  });

  it('waits as long as the server wants, and never longer than the maximum', async () => {
    const { model, waits } = failing(busy(3000), busy(3_600_000));
    const run = withRetries(model, { baseDelay: 100, random: () => 0.5 }).generate(prompts('a'));
    await vi.runAllTimersAsync();
    await run;
    expect(waits()).toEqual([3050, 60_000]);
  });

  it('makes no more calls than it may and tells how many they were', async () => {
    const { model, times } = failing(busy(), busy(), busy(), busy());
    const run = errorOf(withRetries(model).generate(prompts('a')));
    await vi.runAllTimersAsync();
    expect(await run).toMatchObject({
      code: 'IO_FAILED',
      message: 'busy (3 attempts)',
      details: { reason: 'rate-limit', attempts: 3 },
      cause: { message: 'busy' },
    });
    expect(times.length).toBe(3);
  });

  it.each([
    failure('refused', 'no'),
    failure('unauthorised', 'no'),
    failure('budget', 'no'),
    new RepriseError('ABORTED', 'no'),
    new Error('no'),
  ])('does not try again after what will not pass: %s', async (error) => {
    const { model, times } = failing(error);
    await errorOf(withRetries(model).generate(prompts('a')));
    expect(times.length).toBe(1);
  });

  it('stops waiting when it is aborted', async () => {
    const { model, times } = failing(busy(50_000));
    const controller = new AbortController();
    const run = errorOf(withRetries(model).generate(prompts('a'), { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(1000);
    controller.abort();
    expect(await run).toMatchObject({ code: 'ABORTED' });
    expect(times.length).toBe(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('never waits longer than the jitter allows', () =>
    fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (random) => {
        const { model, waits } = failing(busy(), busy());
        const run = withRetries(model, {
          baseDelay: 1000,
          maximumDelay: 1500,
          random: () => random,
        }).generate(prompts('a'));
        await vi.runAllTimersAsync();
        await run;
        expect(waits()[0]).toBeLessThanOrEqual(1000);
        expect(waits()[1]).toBeLessThanOrEqual(1500);
      }),
      { numRuns: 50 },
    ));

  it('refuses options that cannot be', () => {
    const { model } = scripted();
    expect(() => withRetries(model, { attempts: 0 })).toThrow(/attempts is 0/);
    expect(() => withRetries(model, { baseDelay: -1 })).toThrow(/baseDelay is -1/);
    expect(() => withRetries(model, { maximumDelay: Number.NaN })).toThrow(/maximumDelay is NaN/);
  });
});

describe('withBudget', () => {
  it('begins exactly as many calls as it may, whatever the concurrency', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(8),
        fc.nat(8),
        fc.integer({ min: 1, max: 4 }),
        async (calls, wanted, concurrency) => {
          const { model, asked } = scripted(async ({ prompt }) => {
            await soon(0);
            return prompt;
          });
          const held = withBudget(model, { calls });
          const batch = Array.from({ length: wanted }, (_, i) => ({ prompt: `p${i}` }));
          const made = await held.generate(batch, { concurrency }).catch((error) => error);
          expect(asked.length).toBe(Math.min(calls, wanted));
          expect(held.spent().calls).toBe(asked.length);
          if (wanted > calls)
            expect(made).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { reason: 'budget' } });
          else expect(made.length).toBe(wanted);
        },
      ),
      { numRuns: 60 },
    ));

  it('never spends more tokens than it may and counts them exactly', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 600 }),
        fc.array(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' }), { maxLength: 10 }),
        fc.integer({ min: 1, max: 4 }),
        async (tokens, texts, concurrency) => {
          const { model, asked } = scripted(async ({ prompt }) => {
            await soon(0);
            return prompt;
          });
          const held = withBudget(model, { tokens });
          await held
            .generate(
              texts.map((prompt) => ({ prompt, maxTokens: 20 })),
              { concurrency },
            )
            .catch(() => undefined);
          expect(held.spent().tokens).toBe(asked.reduce((sum, prompt) => sum + 2 * prompt.length, 0));
          expect(held.spent().tokens).toBeLessThanOrEqual(tokens);
        },
      ),
      { numRuns: 60 },
    ));

  it('waits for calls under way before it refuses one', async () => {
    const { model } = scripted(async ({ prompt }) => {
      await soon(2);
      return prompt;
    });
    // Each call may cost 1 + 64 + 10 tokens and costs 2: one at a time fits, 75 and 77.
    const held = withBudget(model, { tokens: 77 });
    const batch = prompts('a', 'b').map((request) => ({ ...request, maxTokens: 10 }));
    expect((await held.generate(batch, { concurrency: 2 })).length).toBe(2);
    expect(held.spent()).toEqual({ calls: 2, tokens: 4 });
    const error = await errorOf(held.generate([{ prompt: 'c', maxTokens: 10 }]));
    expect(error.message).toBe('the budget of 77 tokens is used up (2 calls, 4 tokens): raise it');
  });

  it('counts what failed calls say they cost, and the most where nothing is said', async () => {
    const { model } = scripted(() => 'no JSON');
    const held = withBudget(model, { tokens: 10_000 });
    await held.generate([{ prompt: 'abc', schema: {} }]).catch(() => undefined);
    expect(held.spent()).toEqual({ calls: 1, tokens: 10 });
    const silent = languageModel({
      name: 'f',
      model: 'm',
      generate: async () => ({ text: '', finish: 'stop' }) as const,
    });
    const other = withBudget(silent, {});
    await other.generate([{ prompt: 'abc', maxTokens: 5 }]);
    expect(other.spent().tokens).toBe(3 + 64 + 5);
  });

  it('counts embeddings and next tokens too', async () => {
    const held = withBudget(scripted().model, { calls: 3 });
    await held.embed(['a', 'bc', 'd'], { batchSize: 2 });
    await held.nextTokens(prompts('abc'));
    expect(held.spent()).toEqual({ calls: 3, tokens: 7 });
    await expect(held.embed(['a'])).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('refuses limits that cannot be', () => {
    expect(() => withBudget(scripted().model, { calls: -1 })).toThrow(/calls is -1/);
    expect(() => withBudget(scripted().model, { tokens: 1.5 })).toThrow(/tokens is 1.5/);
  });
});

describe('withConcurrency', () => {
  it('never lets more calls run than the limit, over several batches, and uses all of it', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }),
        async (limit, sizes) => {
          const { model, busiest } = scripted(async ({ prompt }) => {
            await soon(1);
            return prompt;
          });
          const limited = withConcurrency(model, limit);
          const batches = sizes.map((size, i) =>
            prompts(...Array.from({ length: size }, (_, j) => `${i} ${j}`)),
          );
          const made = await Promise.all(
            batches.map((batch) => limited.generate(batch, { concurrency: 10 })),
          );
          expect(made.map((batch) => batch.map(({ text }) => text))).toEqual(
            batches.map((batch) => batch.map(({ prompt }) => prompt)),
          );
          const wanted = sizes.reduce((sum, size) => sum + size, 0);
          expect(busiest()).toBe(Math.min(limit, wanted));
        },
      ),
      { numRuns: 40 },
    ));

  it('goes as wide as the limit where the caller says nothing', async () => {
    const { model, busiest } = scripted(async ({ prompt }) => {
      await soon(1);
      return prompt;
    });
    await withConcurrency(model, 3).generate(prompts('a', 'b', 'c', 'd', 'e'));
    expect(busiest()).toBe(3);
  });

  it('frees the place of a call that failed or was aborted, waiting or not', async () => {
    const { model } = scripted(({ prompt }, _, signal) => {
      if (prompt === 'bad') throw failure('refused', 'no');
      if (prompt !== 'never') return prompt;
      return new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(new Error('gone'))),
      );
    });
    const limited = withConcurrency(model, 1);
    await errorOf(limited.generate(prompts('bad')));
    const first = new AbortController();
    const second = new AbortController();
    const runs = [
      errorOf(limited.generate(prompts('never'), { signal: first.signal })),
      errorOf(limited.generate(prompts('never'), { signal: second.signal })),
    ];
    const third = limited.generate(prompts('c'));
    await soon(1);
    second.abort();
    expect(await runs[1]).toMatchObject({ code: 'ABORTED' });
    first.abort();
    expect(await runs[0]).toMatchObject({ code: 'ABORTED' });
    expect((await third)[0]?.text).toBe('c');
  });

  it('loses no place when a turn comes in the moment of an abort', async () => {
    for (let steps = 0; steps < 16; steps++) {
      for (const abortFirst of [true, false]) {
        let end = (_: string): void => undefined;
        const { model } = scripted(({ prompt }) =>
          prompt === 'first'
            ? new Promise<string>((resolve) => {
                end = resolve;
              })
            : prompt,
        );
        const limited = withConcurrency(model, 1);
        const controller = new AbortController();
        const first = limited.generate(prompts('first'));
        const second = limited
          .generate(prompts('second'), { signal: controller.signal })
          .catch(() => undefined);
        await soon(0);
        const acts = [() => controller.abort(), () => end('x')];
        const [one, other] = abortFirst ? acts : acts.reverse();
        one?.();
        for (let i = 0; i < steps; i++) await undefined;
        other?.();
        await Promise.all([first, second]);
        expect((await limited.generate(prompts('third')))[0]?.text).toBe('third');
      }
    }
  });

  it('refuses limits that cannot be', () => {
    for (const limit of [0, 1.5, Number.NaN])
      expect(() => withConcurrency(scripted().model, limit)).toThrow(/limit is/);
  });
});

it('many calls on one signal leave no listeners and give no warning', async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error): number => warnings.push(warning);
  process.on('warning', warn);
  const { signal } = new AbortController();
  const removed = vi.spyOn(signal, 'removeEventListener');
  const added = vi.spyOn(signal, 'addEventListener');
  const { model } = scripted(async ({ prompt }) => {
    await soon(1);
    return prompt;
  });
  const wrapped = withConcurrency(withRetries(withTimeout(model, 1000)), 50);
  await wrapped.generate(prompts(...Array.from({ length: 200 }, (_, i) => `${i}`)), { signal });
  await soon(5);
  process.off('warning', warn);
  expect(warnings).toEqual([]);
  expect(added.mock.calls.length).toBeGreaterThan(0);
  expect(removed.mock.calls.length).toBe(added.mock.calls.length);
});
