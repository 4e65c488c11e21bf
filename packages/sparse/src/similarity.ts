/** What a similarity may know of the collection. Documents without a term have a length, 0, and count in nothing else. */
export interface Collection {
  /** Documents with at least one term. */
  readonly documents: number;
  /** Term occurrences over all documents. */
  readonly tokens: number;
  /** `tokens / documents`; 0 in an empty collection. */
  readonly averageLength: number;
  /** Number of terms of each document, repetitions included, by document number. */
  readonly lengths: Float64Array;
}

/** A query term as it is matched. */
export interface Term {
  /** Its weight in the query, rounded to float32. Never 0, may be negative. */
  readonly weight: number;
  /** `weight` divided by the largest of the query's, signs aside: from -1 to 1. */
  readonly relativeWeight: number;
  /** Whether the query's `weighting` is `query`: its weights are final, and no idf may multiply them. */
  readonly final: boolean;
  /** Documents that contain it; at least 1. */
  readonly documentFrequency: number;
  /** Its occurrences over all documents. */
  readonly collectionFrequency: number;
}

/** Where a term occurs: `documents[i]` holds it `frequencies[i]` times, for `start <= i < end`. */
export interface Postings {
  readonly documents: Uint32Array;
  readonly frequencies: Float32Array;
  readonly start: number;
  readonly end: number;
}

/** Adds what one term is worth to the sum of every document in its postings. */
export type Accumulate = (term: Term, postings: Postings, sums: Float64Array) => void;

/**
 * How well a document matches a query: the sum of what each term of both is worth. The sum is taken in float64,
 * in the order of the query's terms, and rounded once to float32.
 *
 * `bind` is called once for an index and can prepare what depends on the collection alone.
 */
export interface Similarity {
  /** Shown as the index's name in traces. */
  readonly name: string;
  /** Whether `Term.final` is heeded. Default false: queries whose weights are final are refused. */
  readonly takesFinal?: boolean;
  readonly bind: (collection: Collection) => Accumulate;
}

/** A similarity as papers write it: one formula for one term in one document. */
export interface Formula {
  readonly name: string;
  /** Whether `Term.final` is heeded, as by replacing the idf by 1. Default false: such queries are refused. */
  readonly takesFinal?: boolean;
  readonly bind: (collection: Collection) => {
    /** What the length of a document comes to in the formula; computed once a document. */
    readonly norm: (length: number) => number;
    /** Called once a query term; the function it returns, once a document that holds the term. */
    readonly term: (term: Term) => (frequency: number, norm: number) => number;
  };
}

/** Makes a similarity of a formula. */
export function createSimilarity({ name, takesFinal = false, bind }: Formula): Similarity {
  return Object.freeze({
    name,
    takesFinal,
    bind: (collection: Collection) => {
      const { norm, term } = bind(collection);
      const norms = collection.lengths.map((length) => norm(length));
      return (queryTerm: Term, { documents, frequencies, start, end }: Postings, sums: Float64Array) => {
        const worth = term(queryTerm);
        for (let i = start; i < end; i++) {
          const document = documents[i]!;
          sums[document]! += worth(frequencies[i]!, norms[document]!);
        }
      };
    },
  });
}
