/** The value below which the part `p` of `values` lies: 0.5 is the median. The lower of two neighbours. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Milliseconds since some moment. */
export type Clock = () => number;

const wallClock: Clock = () => performance.now();

/** Time that the process has spent on processors: other work on the machine hardly changes it. */
export const processorClock: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

export async function millisecondsOf(work: () => unknown, clock: Clock = wallClock): Promise<number> {
  const start = clock();
  await work();
  return clock() - start;
}

/**
 * Milliseconds that each task takes for each item: the median of `rounds` rounds, after one that does not count.
 * Tasks take turns within a round, so that a busy machine slows all of them alike.
 */
export async function timeEach<Item>(
  tasks: readonly ((item: Item) => unknown)[],
  items: readonly Item[],
  rounds: number,
  clock: Clock = wallClock,
): Promise<number[][]> {
  const times = tasks.map(() => items.map((): number[] => []));
  for (let round = 0; round <= rounds; round++) {
    for (const [t, task] of tasks.entries()) {
      for (const [i, item] of items.entries()) {
        const taken = await millisecondsOf(() => task(item), clock);
        if (round > 0) times[t]![i]!.push(taken);
      }
    }
  }
  return times.map((ofTask) => ofTask.map(median));
}
