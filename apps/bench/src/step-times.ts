import type { Kind, Query, Ranking } from '@reprise/spec';
import type { Figures } from './bench.js';
import { median, millisecondsOf, percentile } from './measure.js';

const rounds = 5;

export interface StepTimesOptions<K extends Kind> {
  readonly title: string;
  /** What the step between the two searches is called. */
  readonly step: string;
  /** Search, feedback, search. */
  readonly pipeline: { readonly run: (batch: readonly Query<K>[]) => Promise<readonly Ranking[]> };
  readonly queries: readonly Query<K>[];
  /** How many documents the feedback is from. */
  readonly depth: number;
  readonly fetch: (ids: readonly string[]) => Promise<unknown>;
}

/** What a feedback step takes beside the two searches around it: judging, fetching and the strategy. */
export async function stepTimes<K extends Kind>(options: StepTimesOptions<K>): Promise<Figures> {
  const { title, step: name, pipeline, queries, depth, fetch } = options;
  const steps = ['first search', name, 'second search', `fetch of ${depth} documents alone`];
  const times = steps.map(() => queries.map((): number[] => []));
  for (let round = 0; round <= rounds; round++) {
    for (const [q, query] of queries.entries()) {
      const [ranking] = await pipeline.run([query]);
      const taken = ranking!.query.trace!.map(({ milliseconds }) => milliseconds);
      const ids = ranking!.hits.slice(0, depth).map(({ id }) => id);
      taken.push(await millisecondsOf(() => fetch(ids)));
      if (round > 0) for (const [s, time] of taken.entries()) times[s]![q]!.push(time);
    }
  }
  const each = times.map((ofStep) => ofStep.map(median));
  const searches = median(each[0]!) + median(each[2]!);
  return {
    title,
    rows: steps.map((step, s) => ({
      step,
      'p50 ms': median(each[s]!),
      'p95 ms': percentile(each[s]!, 0.95),
      'of both searches': median(each[s]!) / searches,
    })),
    notes: [`The fetch is part of the ${name}; it is timed again, of the best of the second search.`],
  };
}
