/** BM25, RM3 and Rocchio as a textbook would put them: over lists of words, in float64, with no index and no haste. */
import type { Hit } from '@reprise/spec';

/** Document id → its words. */
export type Corpus = ReadonlyMap<string, readonly string[]>;
export type Weights = ReadonlyMap<string, number>;

export interface Cut {
  /** How many terms stay. */
  readonly terms: number;
  /** Largest part of the documents that may hold a term. */
  readonly maxDocumentFrequency: number;
  /** Told where a cut of sums falls between two that float32 might see in another order: nearer than 1e-5. */
  readonly onCloseCut: () => void;
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0);

export function counts(words: readonly string[]): Weights {
  return new Map(words.map((word) => [word, words.filter((other) => other === word).length]));
}

export function bm25(corpus: Corpus, query: Weights, k1 = 0.9, b = 0.4): readonly Hit[] {
  const documents = [...corpus.values()].filter((words) => words.length > 0);
  const averageLength = sum(documents.map((words) => words.length)) / documents.length;
  const hits: Hit[] = [];
  for (const [id, words] of corpus) {
    const parts = [...query].map(([term, weight]) => {
      const tf = words.filter((word) => word === term).length;
      const n = documents.filter((other) => other.includes(term)).length;
      const idf = Math.log(1 + (documents.length - n + 0.5) / (n + 0.5));
      return (weight * idf * tf) / (tf + k1 * (1 - b + (b * words.length) / averageLength));
    });
    if (words.some((word) => (query.get(word) ?? 0) !== 0)) hits.push({ id, score: sum(parts) });
  }
  return hits.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

export function rm3(
  corpus: Corpus,
  query: Weights,
  found: readonly Hit[],
  lambda: number,
  cut: Cut,
): Weights {
  const relevance = new Map<string, number>();
  for (const { id, score } of found) {
    const words = corpus.get(id)!.filter((word) => /^[a-z0-9]+$/.test(word) && passes(corpus, word, cut));
    const top = heaviest(counts(words), cut.terms);
    const length = sum(top.values());
    for (const [term, tf] of top) relevance.set(term, (relevance.get(term) ?? 0) + (score * tf) / length);
  }
  const model = heaviestSums(relevance, cut);
  return added(
    scaled(query, lambda / sum(query.values())),
    scaled(model, (1 - lambda) / sum(model.values())),
  );
}

export function rocchio(
  corpus: Corpus,
  query: Weights,
  found: { readonly positive: readonly Hit[]; readonly negative: readonly Hit[] },
  factors: { readonly alpha: number; readonly beta: number; readonly gamma: number },
  cut: Cut,
): Weights {
  const mean = (hits: readonly Hit[]): Weights =>
    unit(
      heaviestSums(
        hits
          .map(({ id }) => unit(counts(corpus.get(id)!.filter((word) => passes(corpus, word, cut)))))
          .reduce<Weights>((total, vector) => added(total, scaled(vector, 1 / hits.length)), new Map()),
        cut,
      ),
    );
  const own = unit(query);
  const z = added(
    added(scaled(own, factors.alpha), scaled(mean(found.positive), factors.beta)),
    scaled(mean(found.negative), -factors.gamma),
  );
  return new Map([...z].filter(([, weight]) => weight > 0));
}

function passes(corpus: Corpus, word: string, { maxDocumentFrequency }: Cut): boolean {
  const documents = [...corpus.values()].filter((words) => words.length > 0);
  const holding = documents.filter((words) => words.includes(word)).length;
  return word.length >= 2 && word.length <= 20 && holding / documents.length <= maxDocumentFrequency;
}

function heaviest(weights: Weights, count: number): Weights {
  const sorted = [...weights].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return new Map(sorted.slice(0, count));
}

function heaviestSums(weights: Weights, { terms, onCloseCut }: Cut): Weights {
  const [last = 0, next = 0] = [...weights.values()].sort((a, b) => b - a).slice(terms - 1);
  if (next > last * (1 - 1e-5)) onCloseCut();
  return heaviest(weights, terms);
}

const scaled = (weights: Weights, factor: number): Weights =>
  new Map([...weights].map(([term, weight]) => [term, weight * factor]));

const unit = (weights: Weights): Weights =>
  weights.size === 0
    ? weights
    : scaled(weights, 1 / Math.sqrt(sum([...weights.values()].map((weight) => weight * weight))));

const added = (a: Weights, b: Weights): Weights =>
  new Map([...a.keys(), ...b.keys()].map((term) => [term, (a.get(term) ?? 0) + (b.get(term) ?? 0)]));
