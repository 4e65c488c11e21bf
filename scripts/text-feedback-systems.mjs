/**
 * The systems of the table of text feedback, over what reads and writes for them: all-MiniLM-L6-v2, and the checkpoints that lie
 * in `models` beside the collections. What they make can be kept in the user's cache, down to each pair of the cross-encoder.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { modelFolder, modelIsHere, shared } from './tables.mjs';
import { root } from './workspaces.mjs';

const load = (name) => import(pathToFileURL(join(root, 'packages', name, 'dist/index.js')).href);
const { feedback, fuse, nth, refine, rerank, retrieve, topK } = await load('core');
const { buildDense } = await load('dense');
const { cached, minilm, openCrossEncoder, openEncoder } = await load('encoders');
const { borda, combAnz, combMax, rrf } = await load('fusion');
const { ancePrf, biEncoder, concatenate, eachText, lol, slidingWindows, windowPresets } =
  await load('prf-text');
const { vectorAverage, vectorRocchio } = await load('prf-vector');
const { buildSparse } = await load('sparse');
const { english } = await load('text');

export const checkpoints = ['ce-minilm-nfcorpus', 'prf-minilm-nfcorpus', 'lol-minilm-nfcorpus'];
const [crossEncoderName, ancePrfName, lolName] = checkpoints;
const absent = checkpoints.filter((name) => !modelIsHere(name));
if (absent.length > 0) {
  console.error(
    `${absent.join(', ')} not found in ${shared}/models: set REPRISE_SHARED to the folder above models`,
  );
  process.exit(1);
}

/** Hits of BM25 that the cross-encoder orders anew. */
export const depth = 10;
/** Documents that are read. */
export const documents = 3;
/** Windows that the cross-encoder reads; vectors read all. */
export const windows = 3;
/** Word pieces of a query with feedback, half of a pair's, as in the paper. */
export const pieces = 64;
/** Words of a window and from one to the next. */
export const window = windowPresets.msMarco;

const cache = join(homedir(), '.cache/reprise/text-feedback');
mkdirSync(cache, { recursive: true });

/** Word pieces of a pair in training; the folder says 512, as the base model's does. */
const pairPieces = 128;

/** Both forms of the cross-encoder: as it was trained, and with room for feedback in the query. */
const openPairs = (maxTokens) =>
  openCrossEncoder(modelFolder(crossEncoderName), {
    maxTokens: pairPieces,
    query: { maxTokens },
    truncation: 'document',
    activation: 'identity',
    workers: availableParallelism(),
  });

/**
 * Keeps every score on disk, so that a run goes on where it was ended. A query is cut to as many words as it may have word
 * pieces: what is read stays the same, and more pairs are one pair.
 */
function remembered(reranker, maxTokens) {
  const path = join(cache, `${crossEncoderName}-${maxTokens}.txt`);
  const known = new Map();
  if (existsSync(path)) {
    for (const line of readFileSync(path, 'utf8').split('\n').slice(0, -1)) {
      const [key, score] = line.split(' ');
      known.set(key, Number(score));
    }
  }
  const cut = (text) => text.split(/\s+/).slice(0, maxTokens).join(' ');
  const keyOf = (query, document) =>
    createHash('sha256').update(`${query}\0${document}`).digest('base64url').slice(0, 24);
  const score = async (batch, run) => {
    const asked = batch.map(({ query: { id, text }, documents: shown }) => ({
      query: { id, text: cut(text) },
      documents: shown,
    }));
    const keys = asked.map(({ query, documents: shown }) => shown.map(({ text }) => keyOf(query.text, text)));
    const missing = new Map();
    asked.forEach(({ query, documents: shown }, i) => {
      shown.forEach((document, d) => {
        if (!known.has(keys[i][d])) missing.set(keys[i][d], { query, documents: [document] });
      });
    });
    const pairs = [...missing];
    for (let from = 0; from < pairs.length; from += 256) {
      const part = pairs.slice(from, from + 256);
      const scores = await reranker.score(
        part.map(([, pair]) => pair),
        run,
      );
      part.forEach(([key], i) => {
        known.set(key, scores[i][0]);
      });
      appendFileSync(path, part.map(([key]) => `${key} ${known.get(key)}\n`).join(''));
    }
    return keys.map((list) => Float32Array.from(list, (key) => known.get(key)));
  };
  return { ...reranker, score };
}

const space = 'all-MiniLM-L6-v2';
export const plain = {
  minilm: await minilm(),
  ancePrf: await openEncoder(modelFolder(ancePrfName), {
    space,
    query: { segments: { first: 32, others: 80, least: 10 } },
  }),
  lol: await openEncoder(modelFolder(lolName), {
    space,
    query: { segments: { first: 32, others: 48, least: 10, tokenType: 1 } },
  }),
  short: await openPairs(30),
  long: await openPairs(pieces),
};
export const kept = {
  minilm: await cached(plain.minilm, join(cache, 'minilm')),
  ancePrf: await cached(plain.ancePrf, join(cache, ancePrfName)),
  lol: await cached(plain.lol, join(cache, lolName)),
  short: remembered(plain.short, 30),
  long: remembered(plain.long, pieces),
};

async function* encoded(texts, encoder) {
  let batch = [];
  const made = async () => {
    const vectors = await encoder.encode(batch, 'document');
    return batch.map(({ id }, i) => ({ id, ...vectors[i] }));
  };
  for await (const document of texts) {
    batch.push(document);
    if (batch.length < 512) continue;
    yield* await made();
    batch = [];
  }
  yield* await made();
}

/** The indexes of a collection. */
export async function indexesOf(collection) {
  return {
    sparse: await buildSparse(collection.documents(), { text: true }),
    vectors: await buildDense(encoded(collection.documents(), kept.minilm), {
      similarity: plain.minilm.similarity,
    }),
  };
}

const aggregates = [
  ['average', combAnz({ normalise: false })],
  ['maximum', combMax({ normalise: false })],
  ['Borda', borda({ form: 'relative' })],
];
const ranks = Array.from({ length: documents }, (_, i) => i + 1);

/**
 * Every system as what runs queries: `vectors`, and `pairs`, with how many of them the cross-encoder reads for a query at most. Where
 * `union` is given, `pairs` end with so many hits of each first search ordered anew.
 */
export function systemsOf({ sparse, vectors }, models, union) {
  const bm25 = retrieve(sparse, { encoder: english() });
  const dense = retrieve(vectors, { encoder: models.minilm });
  const texts = (judge) => ({ documents: sparse, judge });
  const after = (strategy, wiring) => dense.pipe(feedback(strategy, wiring)).pipe(dense);
  const sliding = refine(slidingWindows({ ...window, most: windows }), texts(topK(documents)));

  const byVector = [
    ['dense', dense],
    ['dense, average (3)', after(vectorAverage(), { documents: vectors, judge: topK(3) })],
    ['dense, Rocchio (5)', after(vectorRocchio(), { documents: vectors, judge: topK(5) })],
    ['ANCE-PRF (3)', after(ancePrf({ encoder: models.ancePrf }), texts(topK(3)))],
    ['LoL (0)', retrieve(vectors, { encoder: models.lol })],
    ...[1, 2, 3, 4, 5].map((k) => [`LoL (${k})`, after(lol({ encoder: models.lol }), texts(topK(k)))]),
    [`dense, CT (${documents})`, after(concatenate(), texts(topK(documents)))],
    ...aggregates.map(([title, fuser]) => [
      `dense, CA (${documents}), ${title}`,
      fuse(fuser, ...ranks.map((rank) => after(concatenate(), texts(nth(rank))))),
    ]),
    ...aggregates.map(([title, fuser]) => {
      const each = eachText(biEncoder({ encoder: models.minilm }), fuser);
      return [
        `dense, SW (${documents}), ${title}`,
        dense.pipe(sliding).pipe(rerank(each, { documents: vectors, depth: 1000 })),
      ];
    }),
  ].map(([name, pipeline]) => ({ name, pipeline, pairs: 0 }));

  /** With what stands behind the hits that a re-ranker was shown, as it was found. */
  const whole = (pipeline) => ({
    run: async (queries) => {
      const found = await bm25.run(queries);
      const ranked = await pipeline.run(queries);
      return ranked.map(({ query, hits }, i) => {
        const seen = new Set(hits.map(({ id }) => id));
        return { query, hits: [...hits, ...found[i].hits.filter(({ id }) => !seen.has(id))] };
      });
    },
  });
  const wiring = { documents: sparse, depth };
  const ranked = bm25.pipe(rerank(models.short, wiring));
  const again = rerank(models.long, wiring);
  const byPair = [
    ['bm25', 0, bm25],
    ['bm25, re-ranked', 1, ranked],
    [
      `bm25, re-ranked, CT (${documents})`,
      2,
      ranked.pipe(refine(concatenate(), texts(topK(documents)))).pipe(again),
    ],
    ...aggregates.map(([title, fuser]) => [
      `bm25, re-ranked, CA (${documents}), ${title}`,
      1 + documents,
      ranked.pipe(fuse(fuser, ...ranks.map((rank) => refine(concatenate(), texts(nth(rank))).pipe(again)))),
    ]),
    ...aggregates.map(([title, fuser]) => [
      `bm25, re-ranked, SW (${documents}), ${title}`,
      1 + windows,
      ranked.pipe(sliding).pipe(rerank(eachText(models.long, fuser), wiring)),
    ]),
  ].map(([name, passes, pipeline]) => ({ name, pairs: passes * depth, pipeline: whole(pipeline) }));
  if (union === undefined) return { vectors: byVector, pairs: byPair };

  const both = fuse(
    rrf(),
    retrieve(sparse, { encoder: english(), k: union }),
    retrieve(vectors, { encoder: models.minilm, k: union }),
  );
  const all = {
    name: `bm25's and dense's top ${union} re-ranked`,
    pairs: 2 * union,
    pipeline: both.pipe(rerank(models.short, { documents: sparse, depth: 2 * union })),
  };
  return { vectors: byVector, pairs: [...byPair, all] };
}
