import type { Stage } from '@reprise/core';
import type { Qrels, Query } from '@reprise/spec';
import { experiment } from './experiment.js';

declare const sparse: Stage<'query', 'ranking', 'text', 'terms'>;
declare const dense: Stage<'query', 'ranking', 'text', 'vector'>;
declare const bare: Stage<'query', 'ranking', 'vector'>;
declare const toQuery: Stage<'query', 'query', 'text'>;
declare const qrels: Qrels;
declare const encoded: readonly Query<'text' | 'vector'>[];
const queries = [{ id: 'q', text: 'does feedback help?' }];

experiment({
  systems: [
    { name: 'sparse', pipeline: sparse },
    { name: 'dense', pipeline: dense },
    { name: 'old', run: new Map() },
  ],
  queries,
  qrels,
});
experiment({ systems: [{ name: 'bare', pipeline: bare }], queries: encoded, qrels });
experiment({ systems: [{ name: 'old', run: new Map() }], queries: [{ id: 'q' }], qrels });
// @ts-expect-error the queries lack the vector that the pipeline requires
experiment({ systems: [{ name: 'bare', pipeline: bare }], queries, qrels });
// @ts-expect-error a pipeline must end in a ranking
experiment({ systems: [{ name: 'query', pipeline: toQuery }], queries, qrels });
// @ts-expect-error a system is a pipeline or a run
experiment({ systems: [{ name: 'nothing' }], queries, qrels });
