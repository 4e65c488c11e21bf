/**
 * Writes docs/text-feedback.md: feedback that reads the documents' texts, for a cross-encoder and for vectors, with the
 * checkpoints that lie in `models` beside the collections, on nfcorpus, cranfield and the pool of TREC DL 2019. They are looked
 * for under `../shared`, or where `REPRISE_SHARED` says. What the models make is kept in the user's cache, down to each pair
 * of the cross-encoder: the first run takes half an hour of one core, the next ones some minutes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { four, mean, moved, named, shared, signed, table } from './tables.mjs';
import {
  checkpoints,
  depth,
  documents,
  indexesOf,
  kept,
  pieces,
  plain,
  systemsOf,
  window,
  windows,
} from './text-feedback-systems.mjs';
import { root } from './workspaces.mjs';

const load = (name) => import(pathToFileURL(join(root, 'packages', name, 'dist/index.js')).href);
const { openCollection } = await load('datasets');
const { evaluate } = await load('eval');

const [crossEncoderName, ancePrfName, lolName] = checkpoints;

/**
 * With `--all` the cross-encoder reads for every query, and all that its makers had it read too: some 80,000 pairs more, half an
 * hour of one core; else for the first queries of a collection alone.
 */
const all = process.argv.includes('--all');
const most = all ? Number.POSITIVE_INFINITY : 100;

/** `union`: how many hits of each first search those are. */
const collections = [
  { name: 'nfcorpus', split: 'test', measures: ['nDCG@10', 'AP', 'R@100'], union: 100 },
  { name: 'cranfield', split: 'test', measures: ['nDCG@10', 'AP', 'R@100'], union: 50 },
  {
    name: 'msmarco-dl-pool',
    split: 'dl19',
    measures: ['nDCG@10', 'AP(rel=2)', 'R(rel=2)@100'],
  },
];
/** What others are compared with: Vector-PRF, and the cross-encoder without feedback. */
const [average, again] = ['dense, average (3)', 'bm25, re-ranked'];
/** Queries that are timed. */
const timed = 10;

/** nDCG@10 and AP that the checkpoints' makers measured, equal scores in trec_eval's order. */
const stated = [
  ['nfcorpus', 'dense', 0.3159, 0.1568],
  ['nfcorpus', 'dense, average (3)', 0.3123, 0.1618],
  ['nfcorpus', 'ANCE-PRF (3)', 0.329, 0.1729],
  ['nfcorpus', 'LoL (0)', 0.3223, 0.1635],
  ['nfcorpus', 'LoL (1)', 0.3286, 0.1678],
  ['nfcorpus', 'LoL (2)', 0.3316, 0.1689],
  ['nfcorpus', 'LoL (3)', 0.3299, 0.169],
  ['nfcorpus', 'LoL (4)', 0.3304, 0.1696],
  ['nfcorpus', 'LoL (5)', 0.3292, 0.1692],
  ['nfcorpus', "bm25's and dense's top 100 re-ranked", 0.3411, 0.1653],
  ['cranfield', 'dense', 0.3736, 0.3231],
  ['cranfield', 'dense, average (3)', 0.3974, 0.3472],
  ['cranfield', 'ANCE-PRF (3)', 0.3698, 0.3208],
  ['cranfield', 'LoL (0)', 0.3347, 0.2886],
  ['cranfield', 'LoL (1)', 0.3386, 0.2944],
  ['cranfield', 'LoL (2)', 0.3493, 0.304],
  ['cranfield', 'LoL (3)', 0.3353, 0.2986],
  ['cranfield', 'LoL (4)', 0.3341, 0.2957],
  ['cranfield', 'LoL (5)', 0.3345, 0.2908],
  ['cranfield', "bm25's and dense's top 50 re-ranked", 0.3072, 0.261],
];

/** Each system on some queries: `values` in the order of the hits, `byScore` means with equal scores in trec_eval's order. */
async function evaluated(systems, queries, qrels, measures) {
  const judged = new Map(queries.map(({ id }) => [id, qrels.get(id)]));
  const outcomes = [];
  for (const { name, pairs, pipeline } of systems) {
    const rankings = await pipeline.run(queries);
    const run = new Map(rankings.map(({ query, hits }) => [query.id, hits]));
    const scored = (order) => evaluate(judged, run, { measures, missing: 'zero', order });
    const { perQuery } = scored('given');
    const values = measures.map((measure) => [...perQuery.get(measure)]);
    outcomes.push({ name, pairs, values, byScore: scored('score').mean });
  }
  return outcomes;
}

async function resultsOf({ name, split, measures, union }) {
  const collection = await openCollection(join(shared, 'collections', name));
  const qrels = await collection.qrels(split);
  const queries = (await collection.queries(split)).filter(({ id }) => qrels.has(id));
  const indexes = await indexesOf(collection);
  const systems = systemsOf(indexes, kept, all ? union : undefined);
  const byPair = [named(systems.vectors, average), ...systems.pairs];
  return {
    name,
    measures,
    vectors: await evaluated(systems.vectors, queries, qrels, measures),
    pairs: await evaluated(byPair, queries.slice(0, most), qrels, measures),
    time: () => costsOf(systemsOf(indexes, plain), queries.slice(0, timed)),
  };
}

/** Rows of milliseconds a query, all queries in one batch and nothing remembered. */
async function costsOf({ vectors, pairs }, queries) {
  const rows = [];
  for (const { name, pairs: read, pipeline } of [...vectors, ...pairs]) {
    // All aggregates read the same texts.
    if (/average$|maximum$/.test(name)) continue;
    const start = performance.now();
    await pipeline.run(queries);
    const milliseconds = (performance.now() - start) / queries.length;
    rows.push(`| ${[name.replace(', Borda', ''), read, milliseconds.toFixed(1)].join(' | ')} |`);
  }
  return rows;
}

const results = [];
for (const collection of collections) results.push(await resultsOf(collection));
const costRows = await results[0].time();
for (const model of Object.values(kept)) await model.close();

const meanOf = ({ values }, m) => mean(values[m]);
const difference = (systems, name, baseline, m) =>
  signed(meanOf(named(systems, name), m) - meanOf(named(systems, baseline), m));
/** Differences in nDCG@10 and AP, with wins and losses, on every collection. */
const against = (part, name, baseline) =>
  results
    .map(({ name: collection, [part]: systems }) => {
      const { wins, losses } = moved(named(systems, name), named(systems, baseline));
      return `${collection} ${difference(systems, name, baseline, 0)} and ${difference(systems, name, baseline, 1)} (${wins}/${losses})`;
    })
    .join(', ');
const byDepth = results
  .map(
    ({ name, vectors }) =>
      `${name} ${[0, 1, 2, 3, 4, 5].map((k) => difference(vectors, `LoL (${k})`, 'dense', 0)).join(' ')}`,
  )
  .join('; ');
const highest = results
  .map(({ name, vectors }) => {
    const best = vectors.reduce((a, b) => (meanOf(b, 0) > meanOf(a, 0) ? b : a));
    return `${name} "${best.name}" (${four(meanOf(best, 0))})`;
  })
  .join(', ');
const higher = (part, pattern, baseline) =>
  results
    .map(({ name: collection, [part]: systems }) => {
      const rows = systems.filter(({ name }) => pattern.test(name));
      const some = rows.filter((row) => meanOf(row, 0) > meanOf(named(systems, baseline), 0));
      return `${some.length} of ${rows.length} on ${collection}`;
    })
    .join(', ');

const checks = stated.flatMap(([collection, name, ...theirs]) => {
  const { measures, vectors, pairs } = results.find((result) => result.name === collection);
  const system = named([...vectors, ...pairs], name);
  if (system === undefined) return [];
  const cells = theirs.flatMap((value, m) => {
    const ours = system.byScore.get(measures[m]);
    return [four(value), four(ours), signed(ours - value)];
  });
  return `| ${[collection, name, ...cells].join(' | ')} |`;
});

const section = ({ name, measures, vectors, pairs }) => {
  const compared = (systems, baseline) =>
    table(systems, named(systems, baseline), measures, [named(systems, average)]);
  return `## ${name}

Vectors, ${vectors[0].values[0].length} queries:

${compared(vectors, 'dense')}

The cross-encoder, ${pairs[0].values[0].length} queries:

${compared(pairs, again)}
`;
};

writeFileSync(
  join(root, 'docs/text-feedback.md'),
  `# What text feedback does

Feedback that reads texts, as Li et al. (TOIS 2023) have it for re-rankers and for vectors: CT puts the first ${documents} documents behind the query;
CA takes one of them at a time and fuses what is found; SW takes one window of ${window.words} words at a time, ${window.stride} apart, ${windows} windows at
most. Beside it the trained query encoders ANCE-PRF and LoL, and Vector-PRF (average of 3 documents, Rocchio over 5), which
reads no text. Numbers of documents stand in brackets. Nothing was tuned. Made by \`npm run table:text-feedback${all ? ' -- --all' : ''}\`.

**The checkpoints were trained on nfcorpus train.** What they gain on its test queries says nothing of other collections, and they lose
on cranfield. They were made in minutes for tests of conventions (\`${crossEncoderName}\`, \`${ancePrfName}\`, \`${lolName}\`), and
their figures say nothing about the models that were published with these methods. The vectors are those of all-MiniLM-L6-v2,
which was trained on MS MARCO among much else.

The cross-encoder orders the first ${depth} hits of BM25 anew, with feedback and without; what stands behind them stays as it was found, so
R@100 does not move. It is no more than ${depth}${all ? '' : `, and the first ${most} queries of a collection alone,`} since every pass reads each of them together with the query again. Of a
pair's 128 word pieces, the length of its training, a query with feedback gets ${pieces}: half, as in the paper. A document of nfcorpus or
cranfield fills that by itself: CT reads no second one there. Without feedback the query has 30, as in training. For vectors
queries are cut at 256. SW orders anew what dense found.

msmarco-dl-pool is no collection but a pool of what good systems found for the queries of TREC DL 2019: hard candidates alone. Documents
count as relevant from grade 2 on in its AP and R@100, as usual there.

W/T/L, URisk and the marks ▲ ▼ (two-sided paired t-test, p with Holm's correction < 0.05) are against no feedback: "dense" in the first
table of a collection, "${again}" in the second; columns further right are against Vector-PRF's average.

## Does it reach what was measured with the checkpoints before?

By those who trained them, with another implementation in Python; equal scores in trec_eval's order here, while the tables
below keep the order of the hits.

| | System | nDCG@10 before | here | difference | AP before | here | difference |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
${checks.join('\n')}

## Reading

Differences in nDCG@10 and AP, and wins/losses in nDCG@10.

* ANCE-PRF to no feedback: ${against('vectors', 'ANCE-PRF (3)', 'dense')}; to Vector-PRF's average: ${against('vectors', 'ANCE-PRF (3)', average)}.
* LoL of 3 documents to no feedback: ${against('vectors', 'LoL (3)', 'dense')}; to Vector-PRF's average: ${against('vectors', 'LoL (3)', average)}.
* LoL by depth, 0 to 5, to the base encoder without feedback, nDCG@10: ${byDepth}. Depth 0 reads no document: what it gains is training, not feedback.
* Vector-PRF's average to no feedback: ${against('vectors', average, 'dense')}.
* CT, CA and SW for vectors, read by an encoder that was never trained for it: a higher nDCG@10 than no feedback has ${higher('vectors', /^dense, (CT|CA|SW)/, 'dense')}; than Vector-PRF's average has ${higher('vectors', /^dense, (CT|CA|SW)/, average)}.
* The cross-encoder without feedback to BM25: ${against('pairs', again, 'bm25')}.
* Feedback for the cross-encoder: CT ${against('pairs', `bm25, re-ranked, CT (${documents})`, again)}; CA with Borda ${against('pairs', `bm25, re-ranked, CA (${documents}), Borda`, again)}; SW with Borda ${against('pairs', `bm25, re-ranked, SW (${documents}), Borda`, again)}. Of all their rows a higher nDCG@10 than without has ${higher('pairs', /, (CT|CA|SW) /, again)}.
* The highest nDCG@10: ${highest}.

## What it costs

On nfcorpus: pairs that the cross-encoder reads for a query, and milliseconds a query, of the first ${timed} queries in one batch, on
a machine of two cores that other work kept busy; nothing was remembered. Aggregation costs nothing beside it.

| | pairs | ms |
| --- | ---: | ---: |
${costRows.join('\n')}

${results.map(section).join('\n')}`,
);
