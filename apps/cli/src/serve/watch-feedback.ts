import type { Feedback, Judge, Judgements, Kind, Query, Ranking, Step } from '@reprise/spec';
import type { CompileOptions } from '../pipeline/compile-pipeline.js';

/** What one feedback stage had before it, and what it learnt from. */
export interface Lesson {
  /** Hits of the ranking that it was given. */
  readonly ranking: Ranking;
  /** Absent where nothing was judged. */
  readonly feedback?: Feedback<Kind, Kind>;
}

/** Notes what feedback stages see, for one query. */
export interface FeedbackWatch {
  readonly options: Required<Pick<CompileOptions, 'onFeedback' | 'judge'>>;
  /** What the stage of a step learnt from, taken once. */
  readonly lessonOf: (step: Step) => Lesson | undefined;
}

const kinds: readonly Kind[] = ['text', 'terms', 'vector', 'tokens'];

/** The same query: what it holds are the same objects, whatever was noted of its way. */
const isSame = (a: Query, b: Query): boolean => a.id === b.id && kinds.every((kind) => a[kind] === b[kind]);

/** Watches the stages of a pipeline, and lets `instead` judge where it is given. */
export function watchFeedback(instead?: Judge): FeedbackWatch {
  const rankings: Ranking[] = [];
  const lessons: { readonly strategy: string; readonly feedback: Feedback<Kind, Kind> }[] = [];
  return {
    options: {
      judge: (usual) => {
        const judge = instead ?? usual;
        return {
          ...judge,
          judge: (batch, run): Promise<readonly Judgements[]> => {
            rankings.push(...batch);
            return judge.judge(batch, run);
          },
        };
      },
      onFeedback: (batch, strategy) => {
        for (const feedback of batch as readonly Feedback<Kind, Kind>[]) lessons.push({ strategy, feedback });
      },
    },
    lessonOf: ({ stage, before }) => {
      const ranking = rankings.find(({ query }) => isSame(query, before));
      const at = lessons.findIndex(
        ({ strategy, feedback }) => strategy === stage && isSame(feedback.query, before),
      );
      const [lesson] = at < 0 ? [] : lessons.splice(at, 1);
      return ranking && { ranking, ...(lesson && { feedback: lesson.feedback }) };
    },
  };
}
