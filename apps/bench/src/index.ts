import { parseArgs } from 'node:util';
import { analyzerBench } from './analyzer.js';
import type { Bench, BenchOptions } from './bench.js';
import { denseBench } from './dense.js';
import { encodeBench } from './encode.js';
import { feedbackBench } from './feedback.js';
import { lateInteractionBench } from './late-interaction/late-interaction-bench.js';
import { lexical } from './lexical.js';
import { streaming } from './streaming.js';
import { table } from './table.js';

const benches: ReadonlyMap<string, Bench> = new Map([
  ['lexical', lexical],
  ['feedback', feedbackBench],
  ['streaming', streaming],
  ['analyzer', analyzerBench],
  ['dense', denseBench],
  ['encode', encodeBench],
  ['late-interaction', lateInteractionBench],
]);

const usage = `usage: bench NAME [--json] [--no-peers] [--peer-folder DIR] [--documents 100000] [--mebibytes 1024] [--texts 32]
names: ${[...benches.keys()].join(', ')}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    'no-peers': { type: 'boolean', default: false },
    'peer-folder': { type: 'string' },
    documents: { type: 'string', default: '100000' },
    mebibytes: { type: 'string', default: '1024' },
    texts: { type: 'string', default: '32' },
  },
});

function fail(message: string): never {
  console.error(`${message}\n${usage}`);
  process.exit(2);
}

function count(name: 'documents' | 'mebibytes' | 'texts'): number {
  const value = Number(values[name]);
  return Number.isInteger(value) && value > 0 ? value : fail(`--${name} is no whole number above 0`);
}

const bench = positionals.length === 1 ? benches.get(positionals[0]!) : undefined;
if (bench === undefined) fail(`there is no bench "${positionals.join(' ')}"`);
const options: BenchOptions = {
  documents: count('documents'),
  mebibytes: count('mebibytes'),
  texts: count('texts'),
  peers: !values['no-peers'],
  ...(values['peer-folder'] && { peerFolder: values['peer-folder'] }),
};
for await (const figures of bench(options))
  console.log(values.json ? JSON.stringify(figures) : table(figures));
