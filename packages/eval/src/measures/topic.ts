import { compareIds, type Hit, RepriseError } from '@reprise/spec';

/** 9.0.8 and before keep scores in float32 and truncate recall points; 10.0 keeps doubles and rounds. */
export type TrecEvalVersion = '9.0.8' | '10.0';

/** Stands in `Topic.grades` for a document that the judgements do not list. */
export const UNPOOLED = -1;
/** Stands in `Topic.grades` for a document that the judgements list with a negative grade. */
export const UNJUDGED = -2;

/** One topic as every measure sees it: the ranking with its documents replaced by their grades. */
export interface Topic {
  /** Id of the query. */
  readonly query: string;
  /** Grade of each retrieved document, best rank first; `UNPOOLED` or `UNJUDGED` where nobody judged it. */
  readonly grades: Float64Array;
  /** Grades of all judged documents, retrieved or not, highest first. */
  readonly judged: Float64Array;
  /** Grade from which a document is relevant. */
  readonly level: number;
  /** R: the number of relevant documents, retrieved or not. */
  readonly relevant: number;
  /** Ranks of the relevant documents that were retrieved, from 1, ascending. */
  readonly ranks: Int32Array;
  readonly version: TrecEvalVersion;
}

export interface RankingOptions {
  readonly order: 'score' | 'given';
  readonly ignoreIdenticalIds: boolean;
  readonly depth: number;
  readonly judgedOnly: boolean;
  readonly version: TrecEvalVersion;
}

/**
 * Replaces the documents of a ranking by their grades, in trec_eval's order: score descending, then id
 * descending by bytes (the opposite of a `Ranking`'s own order), unless the given one is asked for.
 * If asked, takes the query itself out first; then cuts at `depth`, and last, if asked, drops what nobody judged.
 */
export function gradesOf(
  query: string,
  listed: readonly Hit[],
  grades: ReadonlyMap<string, number>,
  { order, ignoreIdenticalIds, depth, judgedOnly, version }: RankingOptions,
): Float64Array {
  const hits = ignoreIdenticalIds ? listed.filter(({ id }) => id !== query) : listed;
  const scores = version === '10.0' ? new Float64Array(hits.length) : new Float32Array(hits.length);
  const ranked = new Uint32Array(hits.length);
  const seen = new Set<string>();
  for (let i = 0; i < hits.length; i++) {
    const { id, score } = hits[i]!;
    if (!Number.isFinite(score)) throw scoreError(query, id, score);
    scores[i] = score;
    ranked[i] = i;
    seen.add(id);
  }
  if (seen.size < hits.length) throw duplicateError(query, hits);

  // Not a difference: a double beyond float32's range is infinite here, and ∞ − ∞ is not 0.
  const better = (a: number, b: number): number => {
    if (scores[a]! !== scores[b]!) return scores[a]! > scores[b]! ? -1 : 1;
    return compareIds(hits[b]!.id, hits[a]!.id);
  };
  if (order === 'score') ranked.sort(better);
  const found = new Float64Array(Math.min(depth, hits.length));
  for (let rank = 0; rank < found.length; rank++) {
    const grade = grades.get(hits[ranked[rank]!]!.id);
    found[rank] = grade === undefined ? UNPOOLED : grade < 0 ? UNJUDGED : grade;
  }
  return judgedOnly ? found.filter((grade) => grade >= 0) : found;
}

function scoreError(query: string, document: string, value: unknown): RepriseError {
  return new RepriseError(
    'INVALID_INPUT',
    `query "${query}": the score of document "${document}" is ${value}: give a finite number`,
    { details: { query, document, value } },
  );
}

function duplicateError(query: string, hits: readonly Hit[]): RepriseError {
  const seen = new Set<string>();
  const document = hits.find(({ id }) => seen.size === seen.add(id).size)!.id;
  return new RepriseError('DUPLICATE_ID', `query "${query}" lists document "${document}" twice: keep one`, {
    details: { query, document },
  });
}

/** The grades of 0 and above, highest first. Refuses what is not a whole number, as trec_eval's qrels hold. */
export function judgedOf(query: string, grades: ReadonlyMap<string, number>): Float64Array {
  for (const [id, grade] of grades) {
    if (!Number.isSafeInteger(grade)) {
      throw new RepriseError(
        'INVALID_INPUT',
        `query "${query}": the grade of document "${id}" is ${grade}: give a whole number`,
        { details: { query, document: id, value: grade } },
      );
    }
  }
  return Float64Array.from([...grades.values()].filter((grade) => grade >= 0)).sort((a, b) => b - a);
}

/** Counts what the binary measures need once for all of them. */
export function topicAt(
  query: string,
  level: number,
  grades: Float64Array,
  judged: Float64Array,
  version: TrecEvalVersion,
): Topic {
  const ranks: number[] = [];
  grades.forEach((grade, i) => {
    if (grade >= level) ranks.push(i + 1);
  });
  const end = judged.findIndex((grade) => grade < level);
  return {
    query,
    grades,
    judged,
    level,
    relevant: end < 0 ? judged.length : end,
    ranks: Int32Array.from(ranks),
    version,
  };
}
