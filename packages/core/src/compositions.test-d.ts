import type {
  CollectionStatistics,
  DocumentSource,
  Encoder,
  FeedbackStrategy,
  Fuser,
  Predictor,
  Reranker,
  Retriever,
  Scorer,
} from '@reprise/spec';
import { expectTypeOf, test } from 'vitest';
import {
  agreement,
  clarity,
  derive,
  encode,
  feedback,
  fuse,
  gate,
  given,
  nth,
  refine,
  rerank,
  rerankerJudge,
  rescore,
  retrieve,
  type Stage,
  scoreSpread,
  topK,
} from './index.js';

declare const sparse: Retriever<'terms'> & Scorer<'terms'> & DocumentSource<'terms' | 'text'>;
declare const flat: Retriever<'vector'> & Scorer<'vector'> & DocumentSource<'vector'>;
declare const tokens: Retriever<'tokens'> & Scorer<'tokens'> & DocumentSource<'tokens'>;
declare const features: DocumentSource<'features'>;
declare const english: Encoder<'text', 'terms'>;
declare const minilm: Encoder<'text', 'vector'>;
declare const colbertEncoder: Encoder<'text', 'tokens'>;
declare const rm3: FeedbackStrategy<'terms', 'terms', 'terms'>;
declare const vectorRocchio: FeedbackStrategy<'vector', 'vector', 'vector'>;
declare const colbertPrf: FeedbackStrategy<'tokens', 'tokens', 'tokens'>;
declare const concatenate: FeedbackStrategy<'text', 'text', 'text'>;
declare const ancePrf: FeedbackStrategy<'text', 'text', 'vector'>;
declare const promptPrf: FeedbackStrategy<'text', 'features', 'vector' | 'terms'>;
declare const interpolate: Fuser;
declare const statistics: CollectionStatistics;
declare const crossEncoder: Reranker<'text', 'text'>;

const bm25 = retrieve(sparse, { encoder: english });
const dense = retrieve(flat, { encoder: minilm });
const colbert = retrieve(tokens, { encoder: colbertEncoder });
const prf = feedback(vectorRocchio, { documents: flat, judge: topK(5) });
const text = { id: 'q', text: 'does feedback help?' };

test('the compositions of the papers compile, and say what they require and add', () => {
  const rm3Pipeline = bm25.pipe(feedback(rm3, { documents: sparse, judge: topK(10) })).pipe(bm25);
  expectTypeOf(rm3Pipeline).toEqualTypeOf<Stage<'query', 'ranking', 'text', 'terms', never>>();
  rm3Pipeline.run([text]);

  const before = fuse(interpolate, bm25, dense).pipe(prf).pipe(dense);
  const after = fuse(interpolate, bm25, dense.pipe(prf).pipe(dense));
  const both = fuse(interpolate, bm25, before);
  expectTypeOf(both).toEqualTypeOf<Stage<'query', 'ranking', 'text', 'terms' | 'vector', never>>();
  after.run([text]);

  colbert
    .pipe(refine(colbertPrf, { documents: tokens, judge: topK(3) }))
    .pipe(rescore(tokens))
    .run([text]);
  bm25.pipe(rescore(tokens, { encoder: colbertEncoder })).run([text]);
  dense
    .pipe(feedback(vectorRocchio, { documents: flat, judge: given(new Map()) }))
    .pipe(dense)
    .run([text]);
  dense
    .pipe(feedback(ancePrf, { documents: sparse, judge: topK(3) }))
    .pipe(dense)
    .run([text]);
  dense
    .pipe(feedback(promptPrf, { documents: features, judge: topK(3) }))
    .pipe(fuse(interpolate, bm25, dense))
    .run([text]);
  bm25.pipe(rerank(crossEncoder, { documents: sparse, depth: 50 })).run([text]);
  encode(minilm).pipe(retrieve(flat)).run([text]);
  feedback(vectorRocchio, { documents: derive(sparse, minilm), judge: topK(3) });
});

test('concatenate and aggregate compiles: a fusion of branches that begin with a ranking', () => {
  const second = retrieve(sparse, { encoder: english });
  const ca = bm25.pipe(
    fuse(
      interpolate,
      ...[1, 2, 3].map((i) => feedback(concatenate, { documents: sparse, judge: nth(i) }).pipe(second)),
    ),
  );
  ca.run([text]);
  expectTypeOf(ca.input).toEqualTypeOf<'query'>();
});

test('what cannot work does not compile', () => {
  // @ts-expect-error RM3 needs term vectors; a dense index cannot supply them
  feedback(rm3, { documents: flat, judge: topK(3) });
  // @ts-expect-error a ranking cannot be piped into a retriever without feedback between
  bm25.pipe(dense);
  // @ts-expect-error a query cannot be piped into feedback without a retriever before
  encode(minilm).pipe(prf);
  // @ts-expect-error a bare dense retriever needs a vector; this query has only text
  retrieve(flat).run([text]);
  const expand = feedback(colbertPrf, { documents: tokens, judge: topK(3) });
  // @ts-expect-error ColBERT-PRF reads tokens, which nothing before it makes
  dense.pipe(expand).pipe(dense).run([text]);
  // @ts-expect-error an encoder must write what the index reads
  retrieve(flat, { encoder: english });
  // @ts-expect-error a strategy that rewrote the text dropped the terms that were made of the old one
  bm25.pipe(feedback(concatenate, { documents: sparse, judge: topK(3) })).pipe(retrieve(sparse));
  // @ts-expect-error branches must begin with the same shape
  fuse(interpolate, bm25, prf.pipe(dense)).run([text]);
  // @ts-expect-error a branch must end in a ranking
  fuse(interpolate, bm25, dense.pipe(prf));
  // @ts-expect-error a cross-encoder must see text
  rerank(crossEncoder, { documents: flat, depth: 10 });
});

test('a query that holds what a bare retriever needs is accepted', () => {
  retrieve(flat).run([{ id: 'q', vector: { space: 'minilm', data: new Float32Array(3) } }]);
});

test('a result knows what the pipeline added', async () => {
  const [query] = await dense.pipe(prf).run([text]);
  expectTypeOf(query?.vector.data).toEqualTypeOf<Float32Array<ArrayBufferLike> | undefined>();
});

test('a gate requires what predictor and stage do, promises nothing, and drops what the stage drops', () => {
  const second = feedback(rm3, { documents: sparse, judge: topK(10) }).pipe(bm25);
  const gated = bm25.pipe(gate(scoreSpread(), { atLeast: 0.3, through: second }));
  // The terms are those that bm25 makes for every query.
  expectTypeOf(gated).toEqualTypeOf<Stage<'query', 'ranking', 'text', 'terms', never>>();
  gated.run([text]);
  bm25.pipe(gate(agreement(dense), { atLeast: 0.3, through: second })).run([text]);
  const byTerms: Predictor<'terms'> = clarity({ statistics, documents: sparse });

  const moved = feedback(ancePrf, { documents: sparse, judge: topK(3) }).pipe(retrieve(flat));
  expectTypeOf(gate(scoreSpread(), { atLeast: 0, through: moved })).toEqualTypeOf<
    Stage<'ranking', 'ranking', 'text', never, never>
  >();
  const rescored = bm25.pipe(gate(scoreSpread(), { atLeast: 0, through: moved })).pipe(rescore(flat));
  // @ts-expect-error a query that was held back has no vector
  rescored.run([text]);
  // @ts-expect-error clarity reads terms, which a dense first pass does not make
  dense.pipe(gate(byTerms, { atLeast: 0, through: second })).run([text]);
  // @ts-expect-error clarity must see terms
  clarity({ statistics, documents: flat });
  // @ts-expect-error what lies behind a gate ends in a ranking
  gate(scoreSpread(), { atLeast: 0, through: feedback(rm3, { documents: sparse, judge: topK(3) }) });
  // @ts-expect-error another ranking of the same query starts at a query
  agreement(second);

  const rewritten = feedback(concatenate, { documents: sparse, judge: topK(3) }).pipe(bm25);
  const dropping = gate(scoreSpread(), { atLeast: 0, through: rewritten });
  // @ts-expect-error where feedback rewrote the text, the vector is gone
  dense.pipe(dropping).pipe(rescore(flat));
});

test('a judge of a re-ranker requires what that reads, and documents that it can see', () => {
  const judge = rerankerJudge(crossEncoder, { documents: sparse, atLeast: 0.5 });
  const graded = bm25.pipe(feedback(rm3, { documents: sparse, judge })).pipe(bm25);
  graded.run([text]);
  const byVector = retrieve(flat).pipe(feedback(vectorRocchio, { documents: flat, judge }));
  // @ts-expect-error a cross-encoder reads the query's text
  byVector.run([{ id: 'q', vector: { space: 'minilm', data: new Float32Array(3) } }]);
  // @ts-expect-error it sees texts, and these are vectors
  rerankerJudge(crossEncoder, { documents: flat });
});
