/**
 * Writes docs/late-interaction.md: MaxSim as re-ranker and end to end, and ColBERT-PRF as ranker and re-ranker, with each
 * encoder of token rows, on every collection. The collections are folders in BEIR's layout under `../shared/collections`,
 * or where `REPRISE_SHARED` says, with the ColBERT checkpoint in `models` beside them. What the models make of the documents is
 * kept in the command's cache: making it takes tens of minutes once, the table itself some minutes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collections, four, modelFolder, modelIsHere, named, run, score, signed, table } from './tables.mjs';
import { root } from './workspaces.mjs';

const measures = ['nDCG@10', 'AP', 'R@100'];
const checkpoint = 'colbert-minilm-nfcorpus';

/** Title and `encoder=` of each. */
const encoders = [
  ['MiniLM’s token rows', 'minilm'],
  ...(modelIsHere(checkpoint) ? [[checkpoint, `"${modelFolder(checkpoint)}"`]] : []),
];

/** Feedback looks at three hits: a first search for the ranker needs no more than a few. */
const systemsOf = ([title, encoder]) => {
  const colbert = `colbert(encoder=${encoder})`;
  const few = `colbert(encoder=${encoder}, k=10)`;
  return [
    [`${title}: bm25's top 100 re-ranked`, `bm25(k=100) >> rescore(${colbert})`],
    [
      `${title}: bm25's and dense's top 100 re-ranked`,
      `fuse(rrf, bm25(k=100), dense(k=100)) >> rescore(${colbert})`,
    ],
    [`${title}: end to end`, colbert],
    [`${title}: ColBERT-PRF, ranker`, `${few} >> colbertPrf >> ${colbert}`],
    [`${title}: ColBERT-PRF, ranker, β 0.5`, `${few} >> colbertPrf(beta=0.5) >> ${colbert}`],
    [`${title}: ColBERT-PRF, re-ranker`, `${colbert} >> colbertPrf >> rescore(${colbert})`],
  ];
};

const pipelines = new Map([['bm25', 'bm25'], ['dense', 'dense'], ...encoders.flatMap(systemsOf)]);
const results = collections.map((name) => ({ name, systems: run(name, 'test', pipelines, measures) }));

const of = (systems, title, row) => named(systems, `${title}: ${row}`);
/** One table for each encoder, compared with its own search end to end. */
const tablesOf = (systems) =>
  encoders
    .map(([title]) => {
      const own = systems.filter(
        ({ name }) => ['bm25', 'dense'].includes(name) || name.startsWith(`${title}: `),
      );
      return table(own, of(systems, title, 'end to end'), measures);
    })
    .join('\n\n');

const differences = (title, measure, row) =>
  results
    .map(({ name, systems }) => {
      const value = ({ values }) => score({ values: [values[measures.indexOf(measure)]] });
      return `${name} ${signed(value(of(systems, title, row)) - value(of(systems, title, 'end to end')))}`;
    })
    .join(', ');
const reading = encoders.map(
  ([
    title,
  ]) => `* ${title}. ColBERT-PRF as ranker, against the search end to end without it: nDCG@10 ${differences(title, 'nDCG@10', 'ColBERT-PRF, ranker')}; AP ${differences(title, 'AP', 'ColBERT-PRF, ranker')}; R@100 ${differences(title, 'R@100', 'ColBERT-PRF, ranker')}.
  With β 0.5: nDCG@10 ${differences(title, 'nDCG@10', 'ColBERT-PRF, ranker, β 0.5')}; AP ${differences(title, 'AP', 'ColBERT-PRF, ranker, β 0.5')}.
  As re-ranker: nDCG@10 ${differences(title, 'nDCG@10', 'ColBERT-PRF, re-ranker')}; AP ${differences(title, 'AP', 'ColBERT-PRF, re-ranker')}.`,
);
const raised = (title, measure) => {
  const value = ({ values }) => score({ values: [values[measures.indexOf(measure)]] });
  const where = results.filter(
    ({ systems }) =>
      value(of(systems, title, 'ColBERT-PRF, ranker')) > value(of(systems, title, 'end to end')),
  );
  return `${measure} on ${where.length} of ${results.length} collections (${where.map(({ name }) => name).join(', ') || 'none'})`;
};
const summary = encoders.map(
  ([title]) =>
    `* With ${title} ColBERT-PRF raises ${raised(title, 'nDCG@10')} and ${raised(title, 'AP')}; elsewhere it hurts.`,
);
const best = results
  .map(({ name, systems }) => {
    const [first] = [...systems].sort((a, b) => score(b) - score(a));
    return `${name} "${first.name}" (${four(score(first))})`;
  })
  .join(', ');

writeFileSync(
  join(root, 'docs/late-interaction.md'),
  `# What late interaction does, and ColBERT-PRF

Token rows scored by MaxSim: as re-ranker of what others found, and end to end; then ColBERT-PRF with its paper's settings (3 documents,
24 clusters, 10 expansions, β 1) as ranker (a second search; with β 0.5 too) and as re-ranker (the first search's thousand hits scored anew).
Indexes are those that \`reprise index --with tokens\` makes. Nothing was tuned. Made by \`npm run table:late-interaction\`.

Two encoders:

* all-MiniLM-L6-v2's own token rows (384 dimensions): a model that was trained for one vector a text, never for this. The embedded default.
* \`${checkpoint}\` (96 dimensions, queries filled up with \`[MASK]\`), trained for a few hundred steps on nfcorpus train. It is here for its
  layout and conventions, and ranks below MiniLM's rows; its figures say nothing about ColBERT as it is published.

W/T/L, URisk and the marks ▲ ▼ (two-sided paired t-test, p with Holm's correction < 0.05) are against the same encoder's search end to end.

## Reading

${summary.join('\n')}
${reading.join('\n')}
* The highest nDCG@10: ${best}.

${results.map(({ name, systems }) => `## ${name}, ${systems[0].values[0].length} queries\n\n${tablesOf(systems)}\n`).join('\n')}`,
);
