import type { DocumentSource, Retriever, Scorer } from '@reprise/spec';
import { expectTypeOf } from 'vitest';
import { buildDense, buildHnsw, type DenseIndex, type HnswIndex, openHnsw } from './index.js';

declare const index: DenseIndex;
declare const graph: HnswIndex;
const vector = { space: 'by hand', data: Float32Array.of(1) };

expectTypeOf(index).toExtend<Retriever<'vector'>>();
expectTypeOf(index).toExtend<Scorer<'vector'>>();
expectTypeOf(index).toExtend<DocumentSource<'vector'>>();
expectTypeOf(graph).toExtend<Retriever<'vector'>>();

// @ts-expect-error a dense index knows no terms
index satisfies DocumentSource<'terms'>;
// @ts-expect-error a graph knows no documents: its index does
graph satisfies DocumentSource<'vector'>;
// @ts-expect-error a query must hold a vector
index.search([{ id: 'q', text: 'words' }], 10);
index.search([{ id: 'q', vector }], 10);
// @ts-expect-error a vector says of what space it is
index.search([{ id: 'q', vector: { data: Float32Array.of(1) } }], 10);
// @ts-expect-error vectors are float32
buildDense([{ id: 'a', vector: { space: 'by hand', data: [1] } }]);
buildDense([{ id: 'a', vector }], { similarity: 'cosine', precision: 'int8' });
// @ts-expect-error there is no such similarity
buildDense([{ id: 'a', vector }], { similarity: 'l2' });
// @ts-expect-error an absent option is left out
buildDense([{ id: 'a', vector }], { dimensions: undefined });
// @ts-expect-error a graph is built of an index
buildHnsw([{ id: 'a', vector }]);
// @ts-expect-error a graph is opened over an index
openHnsw('./graph');
