import { describe, expect, it } from 'vitest';
import { createLatest } from './latest.js';

describe('the latest of several pieces of work', () => {
  it('is the only one that is heard, whichever ends last', async () => {
    const latest = createLatest();
    const heard: string[] = [];
    const ends: ((result: string) => void)[] = [];
    const start = () =>
      latest.run(
        () => new Promise<string>((end) => ends.push(end)),
        (result) => heard.push(result),
        () => heard.push('failed'),
      );
    const runs = [start(), start()];
    ends[1]?.('newer');
    ends[0]?.('older');
    await Promise.all(runs);
    expect(heard).toEqual(['newer']);
  });

  it('aborts the one before, whose failure is not heard', async () => {
    const latest = createLatest();
    const heard: unknown[] = [];
    const first = latest.run(
      (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
      (result) => heard.push(result),
      (error) => heard.push(error),
    );
    latest.stop();
    await first;
    expect(heard).toEqual([]);
  });

  it('tells of its own failure', async () => {
    const heard: unknown[] = [];
    const failure = new Error('no answer');
    await createLatest().run(
      () => Promise.reject(failure),
      () => heard.push('answer'),
      (error) => heard.push(error),
    );
    expect(heard).toEqual([failure]);
  });
});
