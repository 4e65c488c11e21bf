/** What the scripts share that write tables of experiments into docs/. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './workspaces.mjs';

const { holm, pairedTTest, uRisk } = await import(
  pathToFileURL(join(root, 'packages/eval/dist/index.js')).href
);

/** The folder above `collections` and `models`. */
export const shared = resolve(process.env.REPRISE_SHARED ?? join(root, '../shared'));

/** The collections with judgements, folders in BEIR's layout. Ends the process where one is missing. */
export const collections = ['nfcorpus', 'cranfield', 'cacm', 'med'];
const missing = collections.filter((name) => !existsSync(join(shared, 'collections', name)));
if (missing.length > 0) {
  console.error(
    `${missing.join(', ')} not found in ${shared}/collections: set REPRISE_SHARED to the folder above collections`,
  );
  process.exit(1);
}

/** The path of a model that lies beside the collections, if it is there. */
export const modelFolder = (name) => join(shared, 'models', name);
export const modelIsHere = (name) => existsSync(modelFolder(name));

/** Runs pipelines, a Map of names to expressions, on one split; each system has `name`, `values` by measure, `milliseconds` a query. */
export function run(collection, split, pipelines, measures) {
  const args = ['experiment', '--collection', join(shared, 'collections', collection), '--split', split];
  args.push('--measures', measures.join(','), '--quiet', '--json');
  for (const pipeline of pipelines.values()) args.push('--pipeline', pipeline);
  const { status, stdout, stderr } = spawnSync('node', ['apps/cli/bin/reprise.js', ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  const { queries, systems } = JSON.parse(stdout);
  const names = [...pipelines.keys()];
  return systems.map(({ results, milliseconds }, i) => ({
    name: names[i],
    values: results.map(({ values }) => values),
    milliseconds: milliseconds / queries.length,
  }));
}

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean of a system's first measure, which choices are made by. */
export const score = ({ values: [first] }) => mean(first);
export const named = (systems, name) => systems.find((system) => system.name === name);

export const four = (value) => value.toFixed(4);
export const signed = (value) => (value > 0 ? '+' : '') + four(value);

/** Cells of a comparison by the first measure: wins, ties and losses, URisk(1), URisk(5). */
function compared(system, baseline) {
  if (system === baseline) return ['–', '–', '–'];
  const [own, theirs] = [system.values[0], baseline.values[0]];
  const { wins, losses } = moved(system, baseline);
  return [
    `${wins}/${own.length - wins - losses}/${losses}`,
    ...[1, 5].map((alpha) => signed(uRisk(theirs, own, alpha))),
  ];
}

/** How many queries a system has better and worse than another, by the first measure. */
export function moved({ values: [own] }, { values: [theirs] }) {
  return {
    wins: own.filter((value, q) => value - theirs[q] > 1e-9).length,
    losses: own.filter((value, q) => theirs[q] - value > 1e-9).length,
  };
}

/**
 * A Markdown table of systems, each compared with `baseline`: marks by Holm's correction, wins and losses by the first
 * measure, and wins and losses to `further` systems behind them.
 */
export function table(systems, baseline, measures, further = []) {
  const others = systems.filter((system) => system !== baseline);
  const corrected = measures.map((_, m) =>
    holm(others.map(({ values }) => pairedTTest(baseline.values[m], values[m]).p)),
  );
  const rows = systems.map((system) => {
    const { name, values } = system;
    const cells = values.map((list, m) => {
      const significant = system !== baseline && corrected[m][others.indexOf(system)] < 0.05;
      return four(mean(list)) + (significant ? (mean(list) > mean(baseline.values[m]) ? '▲' : '▼') : '');
    });
    return `| ${[name, ...cells, ...[baseline, ...further].flatMap((other) => compared(system, other))].join(' | ')} |`;
  });
  const comparisons = ['', ...further.map(({ name }) => ` to ${name}`)].flatMap((to) => [
    `W/T/L${to}`,
    'URisk(1)',
    'URisk(5)',
  ]);
  return `| System | ${[...measures, ...comparisons].join(' | ')} |
| --- |${' ---: |'.repeat(measures.length + comparisons.length)}
${rows.join('\n')}`;
}
