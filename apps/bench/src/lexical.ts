import type { Bench, Figures } from './bench.js';
import { type Engine, peers, reprise, type Search } from './engines.js';
import { median, percentile, timeEach } from './measure.js';
import { postingLimit } from './posting-limit.js';
import { syntheticTexts } from './synthetic.js';
import { realTexts, type Texts } from './texts.js';

/** Indexing and searching, beside peers and beside bare accumulation over the same postings. */
export const lexical: Bench = async function* ({ documents, peers: withPeers }) {
  const engines = withPeers ? [reprise, ...peers] : [reprise];
  yield* compare(await realTexts(), engines, 3);
  yield* compare(syntheticTexts(documents), engines, 1);
};

async function* compare(texts: Texts, engines: readonly Engine[], builds: number): AsyncGenerator<Figures> {
  const times = engines.map((): number[] => []);
  const searches: Search[] = [];
  for (let round = 0; round < builds; round++) {
    for (const [e, engine] of engines.entries()) {
      const start = performance.now();
      searches[e] = await engine.build(texts.documents);
      times[e]!.push(performance.now() - start);
    }
  }
  const seconds = times.map((ofEngine) => median(ofEngine) / 1000);
  yield {
    title: `Index ${texts.name}`,
    rows: engines.map(({ name }, e) => ({
      engine: name,
      'documents/s': texts.documents.length / seconds[e]!,
      'times ours': seconds[e]! / seconds[0]!,
    })),
    notes: [
      'Peers are given the terms of english(), so that all hold the same. reprise stores the texts too.',
    ],
  };

  const limit = postingLimit(texts, 5);
  for (const k of [10, 1000]) {
    const tasks = searches.map((search) => (query: Texts['queries'][number]) => search(query, k));
    const each = await timeEach(tasks, texts.queries, 3);
    const ours = median(each[0]!);
    const row = (engine: string, ofQueries: readonly number[]) => ({
      engine,
      'p50 ms': median(ofQueries),
      'p95 ms': percentile(ofQueries, 0.95),
      'times ours': median(ofQueries) / ours,
    });
    yield {
      title: `Search ${texts.name}, top ${k}`,
      rows: [...engines.map(({ name }, e) => row(name, each[e]!)), row('limit: add up', limit.milliseconds)],
      notes: [
        `${texts.queries.length} queries of ${limit.postings.toFixed(0)} postings each; the limit is ` +
          `${limit.nanosecondsPerPosting.toFixed(2)} ns per posting. Scores differ between engines.`,
      ],
    };
  }
}
