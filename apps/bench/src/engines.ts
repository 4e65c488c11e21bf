import { retrieve } from '@reprise/core';
import { buildSparse } from '@reprise/sparse';
import type { Query } from '@reprise/spec';
import { english } from '@reprise/text';
import MiniSearch from 'minisearch';
import wink from 'wink-bm25-text-search';
import type { Texts } from './texts.js';

/** Something that can index texts and search them; it answers with the number of hits. */
export interface Engine {
  readonly name: string;
  readonly build: (documents: Texts['documents']) => Promise<Search>;
}

export type Search = (query: Query<'text'>, k: number) => Promise<number> | number;

/** From text to hits, as a user's program has it. */
export const reprise: Engine = {
  name: 'reprise',
  build: async (documents) => {
    const index = await buildSparse(documents);
    const stages = new Map([10, 1000].map((k) => [k, retrieve(index, { k, encoder: english() })]));
    return async (query, k) => {
      const [ranking] = await stages.get(k)!.run([query]);
      return ranking!.hits.length;
    };
  },
};

/** The peers get our analyzer, so that all engines hold and search the same terms. */
export const peers: readonly Engine[] = [
  {
    name: 'minisearch',
    build: async (documents) => {
      const index = new MiniSearch<{ id: string; text: string }>({
        fields: ['text'],
        tokenize: english().tokens,
        processTerm: (term) => term,
      });
      index.addAll(documents);
      return (query, k) => index.search(query.text).slice(0, k).length;
    },
  },
  {
    name: 'wink-bm25-text-search',
    build: async (documents) => {
      const index = wink();
      index.defineConfig({ fldWeights: { text: 1 } });
      index.definePrepTasks([english().tokens]);
      for (const { id, text } of documents) index.addDoc({ text }, id);
      index.consolidate();
      return (query, k) => index.search(query.text, k).length;
    },
  },
];
