import { parseArgs } from 'node:util';
import { analyzerBench } from './analyzer.js';
import type { Bench } from './bench.js';
import { feedbackBench } from './feedback.js';
import { table } from './figures.js';
import { lexical } from './lexical.js';
import { streaming } from './streaming.js';

const benches: ReadonlyMap<string, Bench> = new Map([
  ['lexical', lexical],
  ['feedback', feedbackBench],
  ['streaming', streaming],
  ['analyzer', analyzerBench],
]);

const usage = `usage: bench NAME [--json] [--no-peers] [--documents 100000] [--mebibytes 1024]
names: ${[...benches.keys()].join(', ')}`;

function fail(message: string): never {
  console.error(`${message}\n${usage}`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        'no-peers': { type: 'boolean', default: false },
        documents: { type: 'string', default: '100000' },
        mebibytes: { type: 'string', default: '1024' },
      },
    });
  } catch (error) {
    return fail((error as Error).message);
  }
}

function count(name: 'documents' | 'mebibytes'): number {
  const value = Number(values[name]);
  return Number.isInteger(value) && value > 0 ? value : fail(`--${name} is no whole number above 0`);
}

const { values, positionals } = readArguments();
const bench = positionals.length === 1 ? benches.get(positionals[0]!) : undefined;
if (bench === undefined) fail(`there is no bench "${positionals.join(' ')}"`);
const options = {
  documents: count('documents'),
  mebibytes: count('mebibytes'),
  peers: !values['no-peers'],
};
for await (const figures of bench(options))
  console.log(values.json ? JSON.stringify(figures) : table(figures));
