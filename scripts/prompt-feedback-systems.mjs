/**
 * What the table of PromptPRF compares, and what it is made of: collections in both kinds of index, features by the extractive
 * maker and by a language model, systems. Vectors and generations are kept in the user's cache.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { shared } from './tables.mjs';
import { root } from './workspaces.mjs';

const load = (name) => import(pathToFileURL(join(root, 'packages', name, 'dist/index.js')).href);
const { feedback, fuse, retrieve, topK } = await load('core');
const { openCollection } = await load('datasets');
const { buildDense } = await load('dense');
const { cached, minilm } = await load('encoders');
const { evaluate } = await load('eval');
const { rrf } = await load('fusion');
const { gguf, reliable } = await load('llm');
const { extractiveFeatures, featureCatalogue, grf, makeFeatures, modelFeatures, promptPrf } =
  await load('prf-prompt');
const { rm3 } = await load('prf-rocchio');
const { vectorAverage, vectorRocchio } = await load('prf-vector');
const { buildSparse } = await load('sparse');
const { RepriseError } = await load('spec');
const { english } = await load('text');

const cache = join(homedir(), '.cache/reprise');
const plain = await minilm();
const encoder = await cached(plain, join(cache, 'prompt-feedback/minilm'));
const terms = english();

export const measures = ['nDCG@10', 'AP', 'R@100'];
/** Documents that feedback reads where nothing else is said. */
export const documents = 3;
/** Requests that the language model answers side by side. */
const sequences = 4;

export const closeEncoder = () => encoder.close();

/** A collection's texts, indexes, queries with judgements, and what both first passes find. */
export async function openMaterial(name) {
  const collection = await openCollection(join(shared, 'collections', name));
  const texts = new Map();
  for await (const { id, text } of collection.documents()) texts.set(id, text);
  const vectors = [];
  const all = [...texts].map(([id, text]) => ({ id, text }));
  for (let from = 0; from < all.length; from += 512) {
    const batch = all.slice(from, from + 512);
    const made = await encoder.encode(batch, 'document');
    batch.forEach(({ id }, i) => {
      vectors.push({ id, ...made[i] });
    });
  }
  const dense = await buildDense(vectors, { similarity: plain.similarity });
  const sparse = await buildSparse(all);
  const qrels = await collection.qrels('test');
  const queries = (await collection.queries('test')).filter(({ id }) => qrels.has(id));
  const byVector = retrieve(dense, { encoder });
  const byTerms = retrieve(sparse, { encoder: terms });
  const firsts = new Map();
  for (const pass of [byVector, byTerms]) firsts.set(pass, await pass.run(queries));
  return { name, texts, dense, sparse, qrels, queries, byVector, byTerms, firsts };
}

/** Features of documents by id, as what feedback reads; documents without any are silent. */
const sourceOf = (features) => ({
  spec: 'v1',
  name: 'features',
  kinds: ['features'],
  fetch: async (ids) => new Map(ids.map((id) => [id, { features: features.get(id) ?? new Map() }])),
});

/** By the extractive maker, of every document, with the beginning of the document itself beside it as `passage`. */
export async function extract({ texts }) {
  const features = new Map();
  const all = [...texts].map(([id, text]) => ({ id, text }));
  for await (const { id, features: made } of makeFeatures(all, extractiveFeatures())) {
    features.set(id, new Map([...made, ['passage', texts.get(id)]]));
  }
  return features;
}

/** The language model, which answers what it has answered before at once, and anything else until the minutes are over. */
export async function openModel({ path, runtime, minutes }) {
  const loaded = runtime && (await import(pathToFileURL(runtime).href));
  const model = await gguf({ path, contextTokens: 2048, sequences, ...(loaded && { runtime: loaded }) });
  const end = Date.now() + 60_000 * minutes;
  const late = () =>
    new RepriseError('INVALID_INPUT', 'the time is over', {
      details: { reason: 'refused', retryable: false },
    });
  const limited = {
    ...model,
    generate: async (batch, run) => {
      if (Date.now() > end) throw late();
      return model.generate(batch, run);
    },
  };
  const kept = await reliable(limited, {
    cache: join(cache, 'generations'),
    timeout: 900_000,
    concurrency: sequences,
  });
  return { model: kept, title: model.model, close: model.close };
}

/** Features that the model makes here. */
export const asked = ['keywords', 'summary'];

/** By the model, of the first hits of the queries in their order; `usage` of each feature. */
export async function generate({ texts, byVector, firsts }, { model }) {
  const ids = new Set(
    firsts.get(byVector).flatMap(({ hits }) => hits.slice(0, documents).map(({ id }) => id)),
  );
  const usage = new Map(asked.map((name) => [name, []]));
  const counting = {
    ...model,
    generate: async (batch, run) => {
      const answers = await model.generate(batch, run);
      batch.forEach(({ prompt }, i) => {
        const feature = asked.find((name) => prompt.endsWith(featureCatalogue.get(name).passage));
        usage.get(feature).push(answers[i].usage);
      });
      return answers;
    },
  };
  const features = new Map();
  const all = [...ids].map((id) => ({ id, text: texts.get(id) }));
  const maker = modelFeatures({ model: counting, features: asked });
  for await (const { id, features: made, failures } of makeFeatures(all, maker, { concurrency: sequences })) {
    if (failures.size === 0) features.set(id, made);
  }
  return { features, usage, wanted: ids.size };
}

/** Queries of which every feedback document has its features. */
export const completeQueries = ({ byVector, firsts }, features) =>
  new Set(
    firsts
      .get(byVector)
      .filter(({ hits }) => hits.slice(0, documents).every(({ id }) => features.has(id)))
      .map(({ query }) => query.id),
  );

/** What `model` alone makes of some documents, one request after the other: every feature of the catalogue, with its costs. */
export async function timeModel({ path, runtime }, texts) {
  const loaded = runtime && (await import(pathToFileURL(runtime).href));
  const model = await gguf({ path, contextTokens: 2048, ...(loaded && { runtime: loaded }) });
  let usage = {};
  const watched = {
    ...model,
    generate: async (batch, run) => {
      const answers = await model.generate(batch, run);
      usage = answers[0].usage;
      return answers;
    },
  };
  const names = [...asked, ...[...featureCatalogue.keys()].filter((name) => !asked.includes(name))];
  const made = [];
  for (const text of texts) {
    for (const name of names) {
      const [start, cpu] = [performance.now(), process.cpuUsage()];
      const [{ features }] = await modelFeatures({ model: watched, features: [name] }).describe([{ text }]);
      const { user, system } = process.cpuUsage(cpu);
      const seconds = { cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1000 };
      made.push({ name, text, said: features.get(name), ...seconds, ...usage });
    }
  }
  await model.close();
  return made;
}

/** CPU seconds a document of each extractive feature alone. */
export async function timeExtractive(texts) {
  const spent = new Map();
  for (const feature of extractiveFeatures().features) {
    const maker = extractiveFeatures({ features: [feature] });
    const cpu = process.cpuUsage();
    await maker.describe(texts.map((text) => ({ text })));
    const { user, system } = process.cpuUsage(cpu);
    spent.set(feature, (user + system) / 1e6 / texts.length);
  }
  return spent;
}

/** Ways of feedback, each a first pass and what comes after it. */
export function waysOf({ dense, sparse, byVector, byTerms }) {
  const again = (strategy, source, depth, pass) =>
    feedback(strategy, { documents: source, judge: topK(depth) }).pipe(pass);
  const vectorPrompt = (features, options = {}, depth = documents) =>
    again(promptPrf({ encoder, ...options }), sourceOf(features), depth, byVector);
  const termPrompt = (features, options = {}, depth = documents) =>
    again(promptPrf({ encoder: terms, ...options }), sourceOf(features), depth, byTerms);
  const average = (depth) => again(vectorAverage(), dense, depth, byVector);
  const rocchio = (depth) => again(vectorRocchio(), dense, depth, byVector);
  const byRm3 = () => again(rm3(), sparse, 10, byTerms);
  const written = (model, pass) => {
    const strategy = grf({ model, encoder: pass === byVector ? encoder : terms, features: ['summary'] });
    return again(strategy, pass === byVector ? dense : sparse, 1, pass);
  };
  const fused = (a, b) => fuse(rrf(), a, b);
  return { vectorPrompt, termPrompt, average, rocchio, byRm3, written, fused };
}

/** A system's values by measure, of the queries in `only` where that is given. */
export async function runSystem({ qrels, firsts, queries }, [name, first, then], only) {
  const chosen = queries.filter(({ id }) => only === undefined || only.has(id));
  const ids = new Set(chosen.map(({ id }) => id));
  const passed = firsts.get(first)?.filter(({ query }) => ids.has(query.id));
  const found =
    passed === undefined ? await first.run(chosen) : then === undefined ? passed : await then.run(passed);
  const run = new Map(found.map(({ query, hits }) => [query.id, hits]));
  const judged = new Map([...qrels].filter(([id]) => ids.has(id)));
  const { perQuery } = evaluate(judged, run, { measures, missing: 'zero', order: 'given' });
  return { name, values: measures.map((measure) => [...perQuery.get(measure)]) };
}
