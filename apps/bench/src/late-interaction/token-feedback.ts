import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { feedback, retrieve, topK } from '@reprise/core';
import { openCollection, sampleCollection, type TextDocument } from '@reprise/datasets';
import { minilmTokens, openTokenEncoder, type TokenEncoder } from '@reprise/encoders';
import { buildMultivector, type MultivectorIndex } from '@reprise/multivector';
import {
  type Clusterer,
  colbertPrf,
  colbertPrfPresets,
  kernelKMeans,
  type TokenCollection,
  type TokenFeedback,
} from '@reprise/prf-colbert';
import type { Query } from '@reprise/spec';
import type { Figures } from '../bench.js';
import { median, percentile, processorClock, timeEach } from '../measure.js';
import { sharedFolder } from '../shared-folder.js';
import { stepTimes } from '../step-times.js';

const rounds = 5;
const queryCount = 10;
/** Encoding more takes longer than what is measured. */
const mostDocuments = 270;
const { documents: depth, ...paper } = colbertPrfPresets.paper;

/** ColBERT-PRF as published, on the sample collection; and on abstracts by a ColBERT, where the test collections are. */
export async function* tokenFeedbackTimes(documents: number): AsyncGenerator<Figures> {
  const count = Math.min(documents, mostDocuments);
  yield* colbertTimes({
    count,
    name: 'the sample collection',
    folder: sampleCollection(),
    by: 'all-MiniLM-L6-v2',
    encoder: await minilmTokens({ precision: 'int8' }),
  });
  const abstracts = join(sharedFolder(), 'collections/nfcorpus');
  const model = join(sharedFolder(), 'models/colbert-minilm-nfcorpus');
  if (!existsSync(abstracts) || !existsSync(model)) return;
  const encoder = await openTokenEncoder(model, { precision: 'int8' });
  yield* colbertTimes({ count, name: 'NFCorpus', folder: abstracts, by: 'a ColBERT', encoder });
}

interface Source {
  /** How many of its documents are taken. */
  readonly count: number;
  readonly name: string;
  readonly folder: string;
  readonly by: string;
  readonly encoder: TokenEncoder;
}

async function* colbertTimes(source: Source): AsyncGenerator<Figures> {
  const { index, queries } = await encoded(source);
  const where = `${index.size} documents of ${source.name} by ${source.by}`;
  yield await stepParts(`colbertPrf on ${where}, ${index.dimensions} dimensions`, index, queries);
  const colbert = retrieve(index);
  const step = feedback(colbertPrf({ ...paper, collection: index }), {
    documents: index,
    judge: topK(depth),
  });
  yield await stepTimes({
    title: `colbert >> colbertPrf >> colbert on ${where}, one query at a time`,
    step: 'colbertPrf step',
    pipeline: colbert.pipe(step).pipe(colbert),
    queries,
    depth,
    fetch: (ids) => index.fetch(ids, ['tokens']),
  });
}

async function encoded({ count, folder, encoder }: Source): Promise<{
  readonly index: MultivectorIndex;
  readonly queries: readonly Query<'tokens'>[];
}> {
  const collection = await openCollection(folder);
  const texts: TextDocument[] = [];
  for await (const document of collection.documents()) {
    if (texts.push(document) === count) break;
  }
  const asked = (await collection.queries('test')).slice(0, queryCount);
  try {
    const documents = await encoder.encode(texts, 'document');
    const queries = await encoder.encode(asked, 'query');
    return {
      index: await buildMultivector(documents.map(({ tokens }, i) => ({ id: texts[i]!.id, tokens }))),
      queries: queries.map(({ tokens }, q) => ({ id: asked[q]!.id, tokens })),
    };
  } finally {
    await encoder.close();
  }
}

/** The step for one query's feedback, and its parts with what they are given there. */
interface Parts {
  readonly given: TokenFeedback;
  readonly rows: number;
  readonly whole: () => unknown;
  readonly withoutSearch: () => unknown;
  readonly nearestTokens: () => unknown;
  readonly clustering: () => unknown;
}

/** The strategy by itself, with the documents at hand, and what of it finds the nearest tokens and clusters. */
async function stepParts(
  title: string,
  index: MultivectorIndex,
  queries: readonly Query<'tokens'>[],
): Promise<Figures> {
  const clusterer = kernelKMeans();
  const hits = await index.search(queries, depth);
  const items: Parts[] = [];
  for (const [q, query] of queries.entries()) {
    const found = await index.fetch(
      hits[q]!.map(({ id }) => id),
      ['tokens'],
    );
    const positive = Array.from(found, ([id, { tokens }]) => ({ id, tokens }));
    items.push(await partsOf({ query, positive, negative: [] }, index, clusterer));
  }
  const tasks: Record<string, (item: Parts) => unknown> = {
    'whole step': ({ whole }) => whole(),
    'without nearest tokens': ({ withoutSearch }) => withoutSearch(),
    'nearest tokens alone': ({ nearestTokens }) => nearestTokens(),
    'k-means alone': ({ clustering }) => clustering(),
    'fetch alone': ({ given }) =>
      index.fetch(
        given.positive.map(({ id }) => id),
        ['tokens'],
      ),
  };
  const times = await timeEach(Object.values(tasks), items, rounds, processorClock);
  return {
    title,
    rows: Object.keys(tasks).map((part, t) => ({
      part,
      'p50, processor ms': median(times[t]!),
      'p95, processor ms': percentile(times[t]!, 0.95),
      'of the step': median(times[t]!) / median(times[0]!),
    })),
    notes: [
      `${depth} documents of together ${median(items.map(({ rows }) => rows))} rows, in the median, the paper's options. ` +
        `Nearest tokens are looked for among ${index.occurrences} rows. The fetch comes before the step.`,
    ],
  };
}

async function partsOf(given: TokenFeedback, index: MultivectorIndex, clusterer: Clusterer): Promise<Parts> {
  let clustering = (): unknown => undefined;
  let nearestTokens = (): unknown => undefined;
  let answers: readonly Int32Array[] = [];
  const collection = (nearest: TokenCollection['nearestTokens']): TokenCollection => ({
    space: index.space,
    documents: index.documents,
    occurrences: index.occurrences,
    documentFrequency: (token) => index.documentFrequency(token),
    collectionFrequency: (token) => index.collectionFrequency(token),
    label: (token) => index.label(token),
    nearestTokens: nearest,
  });
  const recording = colbertPrf({
    ...paper,
    clusterer: {
      name: clusterer.name,
      cluster: (points, dimensions, options) => {
        clustering = () => clusterer.cluster(points, dimensions, options);
        return clusterer.cluster(points, dimensions, options);
      },
    },
    collection: collection(async (rows, count) => {
      nearestTokens = () => index.nearestTokens(rows, count);
      answers = await index.nearestTokens(rows, count);
      return answers;
    }),
  });
  await recording.refine([given]);
  const whole = colbertPrf({ ...paper, clusterer, collection: index });
  const withoutSearch = colbertPrf({ ...paper, clusterer, collection: collection(async () => answers) });
  return {
    given,
    rows: given.positive.reduce((sum, { tokens }) => sum + tokens.weights.length, 0),
    whole: () => whole.refine([given]),
    withoutSearch: () => withoutSearch.refine([given]),
    nearestTokens,
    clustering,
  };
}
