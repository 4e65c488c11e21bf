import {
  compareIds,
  type DocumentSource,
  type Judge,
  type Judgement,
  type Kind,
  optionError,
  type Ranking,
  type Reranker,
} from '@reprise/spec';
import { checkCount, checkScores } from '../check-plugin.js';
import { checkWhole } from '../check-whole.js';
import { checkSupplies, fetchDocuments } from '../fetch-documents.js';

export interface RerankerJudgeOptions<Sees extends Kind> {
  /** Where the re-ranker sees documents. */
  readonly documents: DocumentSource<NoInfer<Sees>>;
  /** Hits that are judged, from the best. Default 10, as many as feedback over terms learns from (Anserini). */
  readonly depth?: number;
  /** Relevant documents at most, best grade first. Default: all that are. */
  readonly top?: number;
  /** Grade from which a document is relevant; it must be above 0 in any case. Default 0. */
  readonly atLeast?: number;
  /** How many of those that are not relevant are named as such, worst first. Default 0. */
  readonly bottom?: number;
  /** The grade of a score. Default: the score itself, which fits probabilities, log-odds and grades alike. */
  readonly grade?: (score: number) => number;
}

/**
 * Judges by what a re-ranker says of the best hits: its scores are grades, and documents with a grade above 0 are
 * relevant, as for `given`. Equal grades by id. Where none is relevant, the query stays as it was.
 */
export function rerankerJudge<Reads extends Kind, Sees extends Kind>(
  reranker: Reranker<Reads, Sees>,
  options: RerankerJudgeOptions<Sees>,
): Judge<Reads> {
  const { documents, depth = 10, top = depth, atLeast = 0, bottom = 0, grade = (score) => score } = options;
  checkWhole('depth', depth, 1);
  checkWhole('top', top, 0);
  checkWhole('bottom', bottom, 0);
  if (!(atLeast >= 0 && Number.isFinite(atLeast)))
    throw optionError('atLeast', atLeast, 'a finite number of at least 0');
  checkSupplies(documents, reranker.sees, reranker.name);
  const name = `rerankerJudge(${reranker.name})`;
  return Object.freeze({
    spec: 'v1',
    name,
    reads: reranker.reads,
    judge: async (batch: readonly Ranking<Reads>[], run = {}) => {
      const ids = batch.map(({ hits }) => hits.slice(0, depth).map(({ id }) => id));
      const seen = await fetchDocuments(documents, ids.flat(), reranker.sees, run);
      const scores = await reranker.score(
        batch.map(({ query }, i) => ({
          query,
          documents: ids[i]!.map((id) => ({ id, ...seen.get(id) }) as never),
        })),
        run,
      );
      checkCount(reranker.name, scores, batch.length);
      return batch.map((_, i) => {
        checkScores(reranker.name, scores[i]!, ids[i]!);
        const judged = ids[i]!.map((id, n) => ({ id, grade: gradeOf(scores[i]![n]!) })).sort(
          (a, b) => b.grade - a.grade || compareIds(a.id, b.id),
        );
        const relevant = ({ grade: given }: Required<Judgement>): boolean => given > 0 && given >= atLeast;
        const others = judged.filter((one) => !relevant(one)).reverse();
        return {
          positive: judged.filter(relevant).slice(0, top),
          negative: others.slice(0, bottom).map(({ id }) => ({ id })),
        };
      });
    },
  } satisfies Judge<Reads>);

  function gradeOf(score: number): number {
    const given = grade(score);
    if (Number.isFinite(given)) return given;
    throw optionError(`the grade of the score ${score}`, given, 'a finite number');
  }
}
