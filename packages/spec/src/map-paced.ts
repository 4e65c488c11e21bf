import { pacer } from './pacer.js';

/** What `work` makes of each item. Between items timers and signals have their turn, as `pacer` gives it. */
export async function mapPaced<In, Out>(
  items: readonly In[],
  signal: AbortSignal | undefined,
  work: (item: In) => Out,
): Promise<Out[]> {
  const pace = pacer(signal);
  const results: Out[] = [];
  for (const item of items) {
    results.push(work(item));
    const pause = pace();
    if (pause) await pause;
  }
  return results;
}
