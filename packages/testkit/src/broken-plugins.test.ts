import {
  compareHits,
  type DocumentSource,
  type Encoder,
  type Feedback,
  type FeedbackStrategy,
  type Fuser,
  type Has,
  type Hit,
  type Judge,
  type Predictor,
  RepriseError,
  type Reranker,
  type Retriever,
  type RunOptions,
  type Scorer,
} from '@reprise/spec';
import { expect, it } from 'vitest';
import { letters } from './fixtures/letters.js';
import { documents, overlapIndex, vocabulary } from './fixtures/overlap-index.js';
import { sharedTerms } from './fixtures/shared-terms.js';
import { sumOfScores } from './fixtures/sum-of-scores.js';
import { sumOfTerms } from './fixtures/sum-of-terms.js';
import {
  documentSourceLaws,
  encoderLaws,
  fuserLaws,
  judgeLaws,
  type Law,
  predictorLaws,
  rankings,
  rerankerLaws,
  retrieverLaws,
  scorerLaws,
  strategyLaws,
  termBags,
  termsFeedback,
  termsQueries,
  textQueries,
} from './index.js';

const wellFormed = 'answers each item of a batch, and each answer is well formed';
const alone = 'answers in order, each item as if it were alone';
const again = 'gives the same answer again, whatever the run options';
const unchanged = 'leaves its inputs unchanged';
const empty = 'answers an empty batch with an empty list';
const onlyDeclared = 'uses only what it declares';
const anyId = 'bears hostile ids, and answers alike whatever the ids';
const hostile = 'bears hostile ids';
const mayAbort = 'ends with ABORTED or as usual once its signal is aborted';
const mustAbort = 'rejects with ABORTED once its signal is aborted';
const declares = 'declares the version of the spec, a name and its kinds';
const unknown = 'refuses unknown documents with UNKNOWN_DOCUMENT';
const union = 'gives every document of every ranking once, in order';

/** Names of the laws that a plugin breaks. */
async function broken(laws: readonly Law[]): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { name, check } of laws) await check().catch(() => names.push(name));
  return names;
}

type Strategy = FeedbackStrategy<'terms', 'terms', 'terms'>;
type Batch = readonly Feedback<'terms', 'terms'>[];
type Changed = Promise<readonly Has<'terms'>[]>;
const right = sumOfTerms();

/** The laws that `refine` breaks, `right` being told of what it does right. */
const brokenByRefine = (
  refine: (batch: Batch, options?: RunOptions) => Changed,
  fields: Partial<Strategy> = {},
) => broken(strategyLaws(() => ({ ...right, ...fields, refine }), termsFeedback(), { runs: 200 }));

it('catches a strategy that writes into the query', async () => {
  const refine = async (batch: Batch): Changed =>
    batch.map(({ query }) => ({ terms: (query.terms as Map<string, number>).set('more', 1) }));
  expect(await brokenByRefine(refine)).toContain(unchanged);
});

it('catches a strategy that answers in another order', async () => {
  expect(await brokenByRefine(async (batch) => (await right.refine(batch)).toReversed())).toEqual([alone]);
});

it('catches a strategy that leaves a query out', async () => {
  const refine = async (batch: Batch): Changed => (await right.refine(batch)).slice(1);
  expect(await brokenByRefine(refine)).toEqual(expect.arrayContaining([wellFormed, alone]));
});

it('catches a strategy that answers an empty batch', async () => {
  const refine = async (batch: Batch): Changed =>
    batch.length === 0 ? [{ terms: new Map() }] : right.refine(batch);
  expect(await brokenByRefine(refine)).toEqual([empty]);
});

it('catches a strategy that learns from the rest of the batch', async () => {
  const refine = async (batch: Batch): Changed => {
    const all = batch.flatMap(({ positive }) => positive);
    return right.refine(batch.map((item) => ({ ...item, positive: all })));
  };
  expect(await brokenByRefine(refine)).toEqual([alone]);
});

it('catches a strategy that reads what it does not declare', async () => {
  const ofQuery = async (batch: Batch): Changed => {
    const lengths = batch.map(({ query }) => query.text?.length ?? 1);
    return (await right.refine(batch)).map(({ terms }, i) =>
      lengths[i] === 0 ? { terms: new Map() } : { terms },
    );
  };
  expect(await brokenByRefine(ofQuery)).toEqual([onlyDeclared]);
  expect(await brokenByRefine(right.refine, { sees: [] })).toEqual([onlyDeclared]);
  const asks = async (batch: Batch): Changed =>
    right.refine(batch.filter(({ query }) => !('vector' in query)));
  expect(await brokenByRefine(asks)).toEqual([onlyDeclared]);
});

it('catches a strategy that writes more or less than it declares', async () => {
  const more = async (batch: Batch): Changed =>
    (await right.refine(batch)).map((changed) => ({ ...changed, text: 'and more' }));
  expect(await brokenByRefine(more)).toEqual([wellFormed, anyId]);
  expect(await brokenByRefine(async (batch) => batch.map(() => ({}) as Has<'terms'>))).toEqual([
    wellFormed,
    anyId,
  ]);
});

it('catches a strategy whose weights are not finite', async () => {
  const refine = async (batch: Batch): Changed =>
    batch.map(({ query }) => ({
      terms: new Map([...query.terms].map(([term, tf]) => [term, 1 / (query.terms.size - 1) + tf])),
    }));
  expect(await brokenByRefine(refine)).toEqual(expect.arrayContaining([wellFormed]));
});

it('catches a strategy that keeps ids in a plain object', async () => {
  const refine = async (batch: Batch): Changed =>
    batch.map(({ positive }) => {
      const sizes: Record<string, number> = {};
      for (const { id, terms } of positive) sizes[id] ??= terms.size;
      return { terms: new Map([['size', Object.values(sizes).reduce((sum, size) => sum + size, 0)]]) };
    });
  expect(await brokenByRefine(refine)).toEqual([anyId]);
});

it('catches a strategy that answers by chance or from memory', async () => {
  let calls = 0;
  const refine = async (batch: Batch): Changed => batch.map(() => ({ terms: new Map([['calls', ++calls]]) }));
  expect(await brokenByRefine(refine)).toEqual(expect.arrayContaining([again]));
});

it('catches a strategy that is aborted with an error of another kind', async () => {
  const refine = async (batch: Batch, options?: RunOptions): Changed => {
    options?.signal?.throwIfAborted();
    return right.refine(batch);
  };
  expect(await brokenByRefine(refine)).toEqual([mayAbort]);
});

it('catches a slow strategy that does not listen to its signal', async () => {
  expect(await broken(strategyLaws(() => right, termsFeedback(), { longRunning: true }))).toEqual([
    mustAbort,
  ]);
});

it('catches a strategy that declares itself badly', async () => {
  const depth = { positive: 2.5 };
  expect(await brokenByRefine(right.refine, { name: '' })).toEqual([declares]);
  expect(await brokenByRefine(right.refine, { reads: ['terms', 'terms'] })).toEqual([declares]);
  expect(await brokenByRefine(right.refine, { depth })).toEqual([
    'declares a depth in whole documents, or none',
  ]);
});

const index = overlapIndex(documents);
const queries = termsQueries({ vocabulary });
const ids = [...documents.keys()];
const brokenBySearch = (search: Retriever<'terms'>['search']) =>
  broken(retrieverLaws(() => ({ ...index, search }), queries, { k: 4 }));

it('catches a retriever that leaves ties in UTF-16 order', async () => {
  const search: Retriever<'terms'>['search'] = async (batch, k, options) =>
    (await index.search(batch, 99, options)).map((hits) =>
      [...hits].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, k),
    );
  expect(await brokenBySearch(search)).toEqual([wellFormed, anyId]);
});

it('catches a retriever that cuts before it sorts', async () => {
  const search: Retriever<'terms'>['search'] = async (batch, k, options) =>
    (await index.search(batch, 99, options)).map((hits) =>
      [...hits]
        .sort((a, b) => a.score - b.score)
        .slice(0, k)
        .sort(compareHits),
    );
  expect(await brokenBySearch(search)).toEqual([
    'gives for a smaller k the beginning of what it gives for a larger one',
  ]);
});

it('catches a retriever that gives too many hits, or one of them twice', async () => {
  const tooMany: Retriever<'terms'>['search'] = (batch, k, options) => index.search(batch, k + 1, options);
  expect(await brokenBySearch(tooMany)).toEqual(expect.arrayContaining([wellFormed]));
  const twice: Retriever<'terms'>['search'] = async (batch, k, options) =>
    (await index.search(batch, k, options)).map((hits) => [...hits, ...hits.slice(-1)].slice(0, k));
  expect(await brokenBySearch(twice)).toEqual(expect.arrayContaining([wellFormed]));
});

it('catches a retriever that does not listen to its signal', async () => {
  expect(await brokenBySearch((batch, k) => index.search(batch, k))).toEqual([mustAbort]);
});

const brokenByScore = (score: Scorer<'terms'>['score']) =>
  broken(scorerLaws(() => ({ ...index, score }), queries, ids, { retriever: () => index }));

it('catches a scorer that scores unknown documents', async () => {
  const score: Scorer<'terms'>['score'] = async (batch, options) => {
    const known = batch.map((item) => ({
      ...item,
      ids: item.ids.map((id) => (documents.has(id) ? id : 'a')),
    }));
    return index.score(known, options);
  };
  expect(await brokenByScore(score)).toEqual([unknown]);
});

it('catches a scorer that scores by position', async () => {
  const score: Scorer<'terms'>['score'] = async (batch, options) =>
    (await index.score(batch, options)).map((scores) => scores.map((value, i) => value + i));
  expect(await brokenByScore(score)).toEqual([
    'scores a document alike wherever it stands among the candidates',
    'gives the scores that the retriever gives',
  ]);
});

it('catches a reranker that scores by position or gives a score too few', async () => {
  const brokenByShow = (score: Reranker<'terms', 'terms'>['score']) => {
    const documentTerms = termBags().map((terms) => ({ terms }));
    return broken(rerankerLaws(() => ({ ...sharedTerms(), score }), termsQueries(), documentTerms));
  };
  const byPosition: Reranker<'terms', 'terms'>['score'] = async (batch, options) =>
    (await sharedTerms().score(batch, options)).map((scores) => scores.map((value, i) => value + i));
  expect(await brokenByShow(byPosition)).toEqual(['scores a document alike wherever it is shown']);
  const tooFew: Reranker<'terms', 'terms'>['score'] = async (batch, options) =>
    (await sharedTerms().score(batch, options)).map((scores) => scores.slice(1));
  expect(await brokenByShow(tooFew)).toEqual(expect.arrayContaining([wellFormed]));
});

const brokenByFetch = (fetch: DocumentSource<'terms'>['fetch']) =>
  broken(documentSourceLaws(() => ({ ...index, fetch }), ids));

it('catches a document source that answers in an order of its own or leaves unknown documents out', async () => {
  const sorted: DocumentSource<'terms'>['fetch'] = async (asked, kinds, options) =>
    new Map([...(await index.fetch(asked, kinds, options))].sort());
  expect(await brokenByFetch(sorted)).toEqual(expect.arrayContaining([wellFormed]));
  const lenient: DocumentSource<'terms'>['fetch'] = (asked, kinds, options) =>
    index.fetch(
      asked.filter((id) => documents.has(id)),
      kinds,
      options,
    );
  expect(await brokenByFetch(lenient)).toEqual([unknown]);
});

it('catches a document source that refuses with errors of other kinds', async () => {
  const foreign: DocumentSource<'terms'>['fetch'] = (asked, kinds, options) =>
    index.fetch(asked, kinds, options).catch((error) => {
      throw new TypeError(error.message);
    });
  expect(await brokenByFetch(foreign)).toEqual([mustAbort, unknown]);
  const wrongCode: DocumentSource<'terms'>['fetch'] = (asked, kinds, options) =>
    index.fetch(asked, kinds, options).catch((cause) => {
      throw new RepriseError('NOT_FOUND', 'it is not there', { cause });
    });
  expect(await brokenByFetch(wrongCode)).toEqual([mustAbort, unknown]);
});

it('catches a document source that does not hold a kind it declares', async () => {
  const source: DocumentSource<'terms' | 'text'> = { ...index, kinds: ['terms', 'text'] } as never;
  expect(await broken(documentSourceLaws(() => source, ids))).toEqual([
    wellFormed,
    'gives each of its kinds alone',
  ]);
});

it('catches an encoder with a space for queries and another one for documents', async () => {
  const encode: Encoder<'text', 'vector'>['encode'] = async (batch, role) =>
    (await letters().encode(batch, role)).map(({ vector }) => ({ vector: { ...vector, space: role } }));
  const texts = textQueries().map(({ text }) => ({ text }));
  expect(await broken(encoderLaws(() => ({ ...letters(), encode }), texts))).toEqual([
    'encodes queries and documents into one space of one dimension',
  ]);
});

const brokenByJudge = (judge: Judge['judge']) =>
  broken(judgeLaws(() => ({ spec: 'v1', name: 'broken', reads: [], judge }), rankings(textQueries())));
const negative: [] = [];

it('catches a judge that names what was not retrieved, grades with 0 or judges twice', async () => {
  const stranger: Judge['judge'] = async (batch) =>
    batch.map(() => ({ positive: [{ id: 'stranger' }], negative }));
  expect(await brokenByJudge(stranger)).toEqual([wellFormed, hostile]);
  const zero: Judge['judge'] = async (batch) =>
    batch.map(({ hits }) => ({ positive: hits.map(({ id }) => ({ id, grade: 0 })), negative }));
  expect(await brokenByJudge(zero)).toEqual([wellFormed, hostile]);
  const twice: Judge['judge'] = async (batch) =>
    batch.map(({ hits }) => ({ positive: [...hits, ...hits].map(({ id }) => ({ id })), negative }));
  expect(await brokenByJudge(twice)).toEqual([wellFormed, hostile]);
});

const brokenByPredict = (predict: Predictor['predict']) =>
  broken(predictorLaws(() => ({ spec: 'v1', name: 'broken', reads: [], predict }), rankings(textQueries())));

it('catches a predictor that gives no number, looks at its neighbours or reads what it does not declare', async () => {
  const logarithm: Predictor['predict'] = async (batch) => batch.map(({ hits }) => Math.log(hits.length - 1));
  expect(await brokenByPredict(logarithm)).toEqual([wellFormed, hostile]);
  const relative: Predictor['predict'] = async (batch) => batch.map(({ hits }) => hits.length / batch.length);
  expect(await brokenByPredict(relative)).toEqual([alone]);
  const length: Predictor['predict'] = async (batch) => batch.map(({ query }) => query.text?.length ?? 0);
  expect(await brokenByPredict(length)).toEqual([onlyDeclared]);
});

const brokenByFuse = (fuse: Fuser['fuse']) => broken(fuserLaws(() => ({ ...sumOfScores(), fuse })));

it('catches a fuser that keeps common documents only', async () => {
  const fuse: Fuser['fuse'] = (found) =>
    sumOfScores()
      .fuse(found)
      .filter(({ id }) => found.every((hits) => hits.some((hit) => hit.id === id)));
  expect(await brokenByFuse(fuse)).toEqual([union, hostile]);
});

it('catches a fuser that prefers a branch, unless it says so', async () => {
  const fuse: Fuser['fuse'] = (found) =>
    sumOfScores().fuse(found.map((hits, i) => hits.map(({ id, score }) => ({ id, score: score / (i + 1) }))));
  expect(await brokenByFuse(fuse)).toEqual(['does not mind the order of the rankings']);
  expect(await broken(fuserLaws(() => ({ ...sumOfScores(), fuse }), { orderMatters: true }))).toEqual([]);
});

it('catches a fuser that sorts its input or turns one ranking around', async () => {
  const sorting: Fuser['fuse'] = (found) => {
    for (const hits of found) (hits as Hit[]).reverse();
    return sumOfScores().fuse(found);
  };
  expect(await brokenByFuse(sorting)).toContain(
    'leaves its inputs unchanged and gives the same answer again',
  );
  const turning: Fuser['fuse'] = (found) =>
    sumOfScores()
      .fuse(found)
      .map(({ id, score }) => ({ id, score: -score }))
      .sort(compareHits);
  expect(await brokenByFuse(turning)).toEqual([
    'keeps the order of a ranking that it is given alone, or beside empty ones',
  ]);
});
