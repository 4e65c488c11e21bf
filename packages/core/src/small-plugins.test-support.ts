/** Small, complete plugins for this package's tests: a term-counting index, an analyzer, two strategies. */
import {
  type DocumentSource,
  type Encoder,
  type FeedbackStrategy,
  type Fuser,
  type Has,
  type Hit,
  type Kind,
  type Query,
  RepriseError,
  type Retriever,
  type Scorer,
} from '@reprise/spec';

export const corpus: ReadonlyMap<string, string> = new Map([
  ['d1', 'cat sat mat'],
  ['d2', 'cat feline purr'],
  ['d3', 'feline purr lion'],
  ['d4', 'stock market'],
]);

export function countTerms(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of text.split(' ')) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

export const analyzer: Encoder<'text', 'terms'> = {
  spec: 'v1',
  name: 'analyzer',
  reads: ['text'],
  writes: ['terms'],
  encode: async (batch) => batch.map(({ text }) => ({ terms: countTerms(text) })),
};

export type Index = Retriever<'terms'> & Scorer<'terms'> & DocumentSource<'terms' | 'text'>;

const match = (query: Query<'terms'>, text: string): number => {
  const counts = countTerms(text);
  return [...query.terms].reduce((sum, [term, weight]) => sum + weight * (counts.get(term) ?? 0), 0);
};

/** Scores by matching terms. Counts its calls, so that tests can see work being shared. */
export function createIndex(name = 'index'): Index & { readonly calls: { search: number; fetch: number } } {
  const calls = { search: 0, fetch: 0 };
  return {
    spec: 'v1',
    name,
    reads: ['terms'],
    kinds: ['terms', 'text'],
    calls,
    search: async (batch, k) => {
      calls.search++;
      return batch.map((query) =>
        [...corpus]
          .map(([id, text]): Hit => ({ id, score: match(query, text) }))
          .filter(({ score }) => score > 0)
          .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
          .slice(0, k),
      );
    },
    score: async (batch) =>
      batch.map(({ query, ids }) => Float32Array.from(ids, (id) => match(query, corpus.get(id) ?? ''))),
    fetch: async (ids) => {
      calls.fetch++;
      return new Map(
        ids.map((id) => {
          const text = corpus.get(id);
          if (text === undefined) throw new RepriseError('UNKNOWN_DOCUMENT', `${id} is not in the index`);
          return [id, { text, terms: countTerms(text) } as Has<'terms' | 'text'>];
        }),
      );
    },
  };
}

/** Adds every term of the relevant documents, takes those of the others away. */
export const addTerms: FeedbackStrategy<'terms', 'terms', 'terms'> = {
  spec: 'v1',
  name: 'addTerms',
  reads: ['terms'],
  sees: ['terms'],
  writes: ['terms'],
  refine: async (batch) =>
    batch.map(({ query, positive, negative }) => {
      const terms = new Map(query.terms);
      const add = (documents: readonly Has<'terms'>[], sign: number): void => {
        for (const document of documents) {
          for (const [term, count] of document.terms) terms.set(term, (terms.get(term) ?? 0) + sign * count);
        }
      };
      add(positive, 0.5);
      add(negative, -0.25);
      return { terms };
    }),
};

/** Appends the text of the relevant documents to the query's. */
export const appendText: FeedbackStrategy<'text', 'text', 'text'> = {
  spec: 'v1',
  name: 'appendText',
  reads: ['text'],
  sees: ['text'],
  writes: ['text'],
  refine: async (batch) =>
    batch.map(({ query, positive }) => ({
      text: [query.text, ...positive.map(({ text }) => text)].join(' '),
    })),
};

/** Reciprocal rank fusion with k = 60. */
export const reciprocalRank: Fuser = {
  spec: 'v1',
  name: 'rrf',
  fuse: (rankings) => {
    const scores = new Map<string, number>();
    for (const hits of rankings) {
      hits.forEach(({ id }, i) => {
        scores.set(id, (scores.get(id) ?? 0) + 1 / (61 + i));
      });
    }
    return [...scores].map(([id, score]) => ({ id, score }));
  },
};

/** A plugin without its types, for what plain JavaScript callers can do. */
export const untyped = (plugin: unknown): never => plugin as never;

export const kindsOf = (query: object): Kind[] =>
  Object.keys(query).filter((key) => !['id', 'previous', 'trace'].includes(key)) as Kind[];
