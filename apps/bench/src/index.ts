import { parseArgs } from 'node:util';
import { analyzerBench } from './analyzer.js';
import type { Bench } from './bench.js';
import { feedbackBench } from './feedback.js';
import { lexical } from './lexical.js';
import { streaming } from './streaming.js';
import { table } from './table.js';

const benches: ReadonlyMap<string, Bench> = new Map([
  ['lexical', lexical],
  ['feedback', feedbackBench],
  ['streaming', streaming],
  ['analyzer', analyzerBench],
]);

const usage = `usage: bench NAME [--json] [--no-peers] [--documents 100000] [--mebibytes 1024]
names: ${[...benches.keys()].join(', ')}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    'no-peers': { type: 'boolean', default: false },
    documents: { type: 'string', default: '100000' },
    mebibytes: { type: 'string', default: '1024' },
  },
});

function fail(message: string): never {
  console.error(`${message}\n${usage}`);
  process.exit(2);
}

function count(name: 'documents' | 'mebibytes'): number {
  const value = Number(values[name]);
  return Number.isInteger(value) && value > 0 ? value : fail(`--${name} is no whole number above 0`);
}

const bench = positionals.length === 1 ? benches.get(positionals[0]!) : undefined;
if (bench === undefined) fail(`there is no bench "${positionals.join(' ')}"`);
const [documents, mebibytes] = [count('documents'), count('mebibytes')];
for await (const figures of bench({ documents, mebibytes, peers: !values['no-peers'] }))
  console.log(values.json ? JSON.stringify(figures) : table(figures));
