import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readCatalogue } from '../indexes/catalogue.js';
import { openFeatureStore } from '../indexes/feature-store.js';
import { openIndex } from '../indexes/text-index.js';
import { type CommandContext, print } from '../io.js';

export interface StatsArguments {
  readonly index: string;
  readonly json: boolean;
}

/** Prints what is in an index: documents, terms, tokens, size on disk. */
export async function showStatistics(options: StatsArguments, context: CommandContext): Promise<void> {
  const index = await openIndex(options.index, context.signal);
  try {
    const { documents, tokens } = index.statistics;
    const entries = await readCatalogue(options.index);
    const store = await openFeatureStore(options.index, context.signal);
    await store?.close();
    const figures = {
      documents: index.size,
      withoutTerms: index.size - documents,
      terms: index.termCount,
      tokens,
      averageLength: documents === 0 ? 0 : tokens / documents,
      analyzer: index.analyzer ?? null,
      holds: index.kinds,
      encoded: entries.map(({ kind, encoder }) => `${kind} by ${encoder}`),
      features: store?.features ?? [],
      bytes: await bytesIn(options.index),
    };
    const rows = Object.entries(figures).map(([name, value]) => `${label(name).padEnd(24)}${show(value)}\n`);
    await print(context.stdout, options.json ? `${JSON.stringify(figures)}\n` : rows.join(''));
  } finally {
    await index.close();
  }
}

const label = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function show(value: unknown): string {
  if (typeof value === 'number')
    return Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(4);
  return Array.isArray(value) && value.length > 0
    ? value.join(', ')
    : String(Array.isArray(value) ? 'none' : (value ?? 'none'));
}

async function bytesIn(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true });
  const sizes = await Promise.all(
    names.map(async (name) => {
      const entry = await stat(join(directory, name));
      return entry.isFile() ? entry.size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
