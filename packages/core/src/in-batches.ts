import { pacer, type RunOptions, throwIfAborted } from '@reprise/spec';
import { checkWhole } from './check-whole.js';

/**
 * Runs `work` over `items` in batches, up to `concurrency` of them at once, and joins the answers in
 * order. Between batches timers and signals get their turn; progress is told after each.
 */
export async function inBatches<In, Out>(
  stage: string,
  items: readonly In[],
  options: RunOptions,
  work: (batch: readonly In[]) => Promise<readonly Out[]>,
): Promise<readonly Out[]> {
  const { signal, onProgress, concurrency = 1, batchSize = 64 } = options;
  checkWhole('concurrency', concurrency, 1);
  checkWhole('batchSize', batchSize, 1);
  const pace = pacer(signal);
  const results = new Array<Out>(items.length);
  let next = 0;
  let done = 0;
  let failed = false;

  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const start = next;
      next += batchSize;
      const batch = items.slice(start, start + batchSize);
      try {
        throwIfAborted(signal);
        const answers = await work(batch);
        for (let i = 0; i < answers.length; i++) results[start + i] = answers[i] as Out;
      } catch (error) {
        failed = true;
        throw error;
      }
      done += batch.length;
      onProgress?.({ kind: 'progress', stage, done, total: items.length, unit: 'queries' });
      await pace();
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  throwIfAborted(signal);
  return results;
}
