import { openRun } from '@reprise/datasets';
import { makeFeatures } from '@reprise/prf-prompt';
import type { SparseIndex } from '@reprise/sparse';
import { type Document, type Progress, RepriseError } from '@reprise/spec';
import { makersOf, openFeatureStore, saveFeatures } from '../indexes/feature-store.js';
import { openIndex } from '../indexes/text-index.js';
import { type CommandContext, print, rereadable } from '../io.js';
import { readable } from '../readable.js';
import { shellWord } from '../shell-word.js';
import { UsageError } from '../usage-error.js';
import { type MakerArguments, openMakers } from './feature-makers.js';

export interface FeaturesArguments extends MakerArguments {
  readonly index: string;
  /** A run: only documents among the first hits of its queries. */
  readonly for?: string;
  readonly hits: number;
  readonly replace: boolean;
  readonly json: boolean;
}

type Features = ReadonlyMap<string, string>;

/**
 * Makes features of documents that an index holds and adds them to those that it has. What a language model said is kept as
 * it comes: ended anywhere, the same command goes on there; the index gets all of it at the end, or nothing.
 */
export async function makeDocumentFeatures(
  options: FeaturesArguments,
  context: CommandContext,
): Promise<void> {
  const { signal, progress } = context;
  const start = performance.now();
  const makers = await openMakers(options);
  try {
    const index = await openIndex(options.index, signal);
    try {
      if (!index.kinds.includes('text')) throw noTexts(options);
      const wanted = await wantedIds(options, index, context);
      const old = await oldFeatures(options, signal);
      const identities = new Map(
        options.features.map((name): [string, string] => [name, makers.maker([name]).identity]),
      );
      if (!options.replace) checkMakers(options, old.makers, identities);

      const made = new Map<string, Features>();
      let failures = 0;
      const groups = byMissing(wanted, options.features, old.documents);
      const total = [...groups.values()].reduce((sum, { ids }) => sum + ids.length, 0);
      for (const { ids, features } of groups.values()) {
        const done = made.size;
        const documents = makeFeatures(textsOf(index, ids), makers.maker(features), {
          signal,
          onProgress: (event) => progress.report(ofTotal(event, done, total)),
        });
        for await (const { id, features: own, failures: failed } of documents) {
          made.set(id, own);
          failures += failed.size;
        }
      }
      progress.end();
      if (total > 0 || options.replace) {
        const all = merged([...index.ids()], old.documents, made);
        await saveFeatures(options.index, all, new Map([...old.makers, ...identities]), signal);
      }
      await tell(options, { documents: total, failures, ...makers.spent?.() }, start, context);
    } finally {
      await index.close();
    }
  } finally {
    await makers.close();
  }
}

const noTexts = ({ index }: FeaturesArguments): UsageError =>
  new UsageError(
    `the index in ${index} holds no texts of its documents: ` +
      `reprise index --input FOLDER --index ${shellWord(index)} --with text,terms --replace`,
  );

/** All documents, or those within the first hits of a run, in the order in which they come. */
async function wantedIds(
  { index: directory, for: path, hits }: FeaturesArguments,
  index: SparseIndex,
  context: CommandContext,
): Promise<readonly string[]> {
  if (path === undefined) return [...index.ids()];
  const run = await openRun(await rereadable(path, context), { signal: context.signal });
  const ids = new Set<string>();
  try {
    for (const query of run.queries) for (const { id } of (await run.hits(query)).slice(0, hits)) ids.add(id);
  } finally {
    await run.close();
  }
  for (const id of ids) {
    await index.fetch([id], []).catch((cause) => {
      const message = `${path} names the document ${readable(JSON.stringify(id), 80)}, which the index in ${directory} does not hold: give a run of this index`;
      throw new RepriseError('INVALID_INPUT', message, { details: { path, id }, cause });
    });
  }
  return [...ids];
}

interface Old {
  readonly makers: ReadonlyMap<string, string>;
  readonly documents: ReadonlyMap<string, Features>;
}

/** What the index has; nothing where all of it gives way. */
async function oldFeatures({ index, replace }: FeaturesArguments, signal: AbortSignal): Promise<Old> {
  const store = replace ? undefined : await openFeatureStore(index, signal);
  if (store === undefined) return { makers: new Map(), documents: new Map() };
  try {
    const documents = new Map<string, Features>();
    for await (const { id, features } of store.documents()) documents.set(id, features);
    return { makers: makersOf(store), documents };
  } finally {
    await store.close();
  }
}

/** One feature is of one maker: a pipeline could not tell them apart. */
function checkMakers(
  { index }: FeaturesArguments,
  old: ReadonlyMap<string, string>,
  identities: ReadonlyMap<string, string>,
): void {
  for (const [feature, identity] of identities) {
    const other = old.get(feature) ?? identity;
    if (other === identity) continue;
    throw new RepriseError(
      'ALREADY_EXISTS',
      `${index} already holds ${feature} by another maker (${readable(other, 120)}): leave ${feature} out, or give --replace, ` +
        'which puts what is made now in the place of all features',
      { details: { path: index, feature, expected: identity, found: other } },
    );
  }
}

interface Group {
  readonly features: readonly string[];
  readonly ids: string[];
}

/** Documents by the features that they lack. */
function byMissing(
  ids: readonly string[],
  wanted: readonly string[],
  old: ReadonlyMap<string, Features>,
): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const id of ids) {
    const features = wanted.filter((feature) => !old.get(id)?.has(feature));
    if (features.length === 0) continue;
    const key = features.join(',');
    const group = groups.get(key) ?? { features, ids: [] };
    group.ids.push(id);
    groups.set(key, group);
  }
  return groups;
}

async function* textsOf(index: SparseIndex, ids: readonly string[]): AsyncGenerator<Document<'text'>> {
  for (const id of ids) yield { id, text: (await index.fetch([id], ['text'])).get(id)?.text as string };
}

const ofTotal = (event: Progress, done: number, total: number): Progress =>
  event.kind === 'progress' ? { ...event, done: done + event.done, total } : event;

/** Every document of the index, with what it had and what was made of it. */
async function* merged(
  ids: readonly string[],
  old: ReadonlyMap<string, Features>,
  made: ReadonlyMap<string, Features>,
): AsyncGenerator<Document<'features'>> {
  for (const id of ids) yield { id, features: new Map([...(old.get(id) ?? []), ...(made.get(id) ?? [])]) };
}

interface Figures {
  readonly documents: number;
  readonly failures: number;
  readonly calls?: number;
  readonly tokens?: number;
}

async function tell(
  { index, features, json }: FeaturesArguments,
  figures: Figures,
  start: number,
  { stdout, progress }: CommandContext,
): Promise<void> {
  const seconds = (performance.now() - start) / 1000;
  if (json) await print(stdout, `${JSON.stringify({ index, features, ...figures, seconds })}\n`);
  const { documents, failures, calls, tokens } = figures;
  const number = (value: number): string => value.toLocaleString('en');
  const asked =
    calls === undefined ? '' : `, ${number(calls)} calls of the model, ${number(tokens ?? 0)} tokens`;
  const failed =
    failures === 0 ? '' : `, ${number(failures)} of them could not be made: the same command tries again`;
  progress.tell(
    documents === 0
      ? `nothing to make: the documents have ${features.join(', ')}`
      : `made ${features.join(', ')} of ${number(documents)} documents in ${seconds.toFixed(1)} s${asked}${failed}\n` +
          `use them: reprise search --index ${shellWord(index)} --query "what you look for" --pipeline "bm25 >> promptPrf(features=${features[0]}) >> bm25"`,
  );
}
