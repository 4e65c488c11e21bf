/**
 * Writes docs/gating.md: what a gate before RM3 wins and loses, for each predictor, on every collection that is there.
 * The collections are folders in BEIR's layout under `../shared/collections`, or where `REPRISE_SHARED` says; some
 * seconds.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { collections, shared, signed } from './tables.mjs';
import { root } from './workspaces.mjs';

const load = (name) => import(pathToFileURL(join(root, 'packages', name, 'dist/index.js')).href);
const { agreement, clarity, feedback, gate, retrieve, scoreSpread, topK } = await load('core');
const { openCollection } = await load('datasets');
const { evaluate, pairedTTest, tuneGate } = await load('eval');
const { rm3 } = await load('prf-rocchio');
const { buildSparse, dirichlet } = await load('sparse');
const { english } = await load('text');

const measure = 'nDCG@10';
const row = (name, choice, ...cells) =>
  `| ${[name, choice.mean.toFixed(4), ...choice.risks.map(({ uRisk }) => signed(uRisk)), ...cells].join(' | ')} |`;

/** The tests of the gates tuned for the mean, for the summary. */
const forTheMean = [];

async function section(name) {
  const collection = await openCollection(join(shared, 'collections', name));
  const qrels = await collection.qrels('test');
  const queries = await collection.queries('test');
  const index = await buildSparse(collection.documents());
  const bm25 = retrieve(index, { encoder: english() });
  const likelihood = retrieve(index.with({ similarity: dirichlet() }), { encoder: english() });
  const { statistics } = index;
  const second = feedback(rm3({ statistics }), { documents: index, judge: topK(10) }).pipe(bm25);
  const valuesOf = (rankings) => {
    const run = new Map(rankings.map(({ query, hits }) => [query.id, hits]));
    const evaluation = evaluate(qrels, run, { measures: [measure], order: 'given', missing: 'zero' });
    return { ids: evaluation.queries, values: [...evaluation.perQuery.get(measure)] };
  };

  const { ids, values: never } = valuesOf(await bm25.run(queries));
  const { values: always } = valuesOf(await bm25.pipe(second).run(queries));
  const predictors = [
    ['score spread', scoreSpread()],
    ['clarity', clarity({ statistics, documents: index })],
    ['agreement with dirichlet', agreement(likelihood)],
    ['agreement with the second pass', agreement(bm25.pipe(second))],
  ];
  const rows = [];
  for (const [title, predictor] of predictors) {
    // The predictions stand in the trace of a gate that lets nothing through.
    const closed = await bm25.pipe(gate(predictor, { atLeast: Infinity, through: second })).run(queries);
    const told = new Map(closed.map(({ query }) => [query.id, query.trace.at(-1).gate.prediction]));
    const predictions = ids.map((id) => told.get(id));
    for (const alpha of [0, 5]) {
      const { report, values } = tuneGate({ queries: ids, never, always, predictions, alpha });
      const { passed, skipped } = report;
      if (rows.length === 0) {
        rows.push(
          row('never', report.never, 0, '–', '–', '–', '–'),
          row('always', report.always, ids.length, `${passed.losses + skipped.losses}/0`, '–', '–', '–'),
        );
      }
      const { meanDifference, p } = pairedTTest(always, values);
      if (alpha === 0) forTheMean.push({ meanDifference, p });
      rows.push(
        row(
          `${title}, for ${alpha === 0 ? 'the mean' : `URisk(${alpha})`}`,
          report.gated,
          passed.queries,
          `${passed.losses}/${skipped.losses}`,
          `${passed.gains}/${skipped.gains}`,
          signed(meanDifference),
          Number.isNaN(p) ? '–' : p.toFixed(2),
        ),
      );
      if (title === predictors.at(-1)[0] && alpha === 5)
        rows.push(row('oracle', report.oracle, '–', '–', '–', '–', '–'));
    }
  }
  return `## ${name}, ${ids.length} queries

| gate | ${measure} | URisk(1) | URisk(5) | passed | losses made/saved | gains made/missed | to always | p |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`;
}

const sections = [];
for (const name of collections) sections.push(await section(name));
const higher = forTheMean.filter(({ meanDifference }) => meanDifference > 0);
const surely = (some) => some.filter(({ p }) => p < 0.05).length;

writeFileSync(
  join(root, 'docs/gating.md'),
  `# What a gate before feedback does

Feedback hurts some queries. A gate looks at the first pass, foretells how good it is, and feeds back only from a threshold
on. Here the first pass is BM25 (k1 0.9, b 0.4), what lies behind the gate is RM3 over 10 documents and BM25 again, and each
predictor has its defaults. Made by \`npm run table:gating\`.

No threshold was chosen on the query that it decides: 5-fold cross-validation, seed 0, once for the highest mean and once for
the highest URisk(5), in which a loss weighs six times. \`never\` and \`always\` are the pipelines without a gate; \`oracle\`
takes the better of both for every query and needs the judgements. Losses and gains are queries that feedback made worse or
better where they passed, and would have where they did not. \`to always\` is the mean difference to feedback without a gate,
p that of a two-sided paired t-test, uncorrected.

**What comes of it.** ${forTheMean.length} gates were tuned for the mean. ${higher.length} of them have a higher mean than feedback without a gate (with
p < 0.05: ${surely(higher)}); lower with p < 0.05: ${surely(forTheMean) - surely(higher)}. Tuned for URisk(5), a gate lets few queries through: it saves most losses
and misses most gains. Try one on judged queries of your own before you rely on it. Fusing both passes is another way to
lose less ([feedback.md](feedback.md), "rm3 fused with bm25").

${sections.join('\n')}`,
);
