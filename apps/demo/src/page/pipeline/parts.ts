import type { About, StageAbout } from '../../api/types.js';
import { readPipeline, type WrittenStage } from './read-pipeline.js';
import { writePipeline } from './write-pipeline.js';

/** A pipeline as the builder shows it: a search, feedback and the same search again, merged with a second search. */
export interface Parts {
  readonly search: WrittenStage;
  readonly feedback?: WrittenStage;
  readonly merge?: { readonly method: WrittenStage; readonly second: WrittenStage };
}

type Vocabulary = Pick<About, 'stages' | 'fusers'>;

/** The parts of a pipeline; `undefined` for one that was written by hand and has another form. */
export function partsOf(pipeline: string, about: Vocabulary): Parts | undefined {
  const stages = readPipeline(pipeline);
  const [fuse] = stages ?? [];
  if (stages === undefined || fuse === undefined) return undefined;
  if (fuse.word !== 'fuse') return loopOf(stages, about);
  const [[method] = [], first, [second, ...more] = []] = fuse.branches;
  const plain = stages.length === 1 && fuse.branches.length === 3 && fuse.options.length === 0;
  if (!plain || first === undefined || method === undefined || second === undefined) return undefined;
  if (more.length > 0 || !about.fusers.some(({ word }) => word === method.word)) return undefined;
  if (stageNamed(second.word, about)?.does !== 'search') return undefined;
  const loop = loopOf(first, about);
  return loop && { ...loop, merge: { method, second } };
}

/** A search alone, or a search, feedback and the same search again. */
function loopOf(stages: readonly WrittenStage[], about: Vocabulary): Parts | undefined {
  const [search, feedback, again] = stages;
  if (search === undefined || stageNamed(search.word, about)?.does !== 'search') return undefined;
  if (stages.length === 1) return { search };
  if (stages.length !== 3 || feedback === undefined || again === undefined) return undefined;
  if (stageNamed(feedback.word, about)?.does !== 'feedback') return undefined;
  return writePipeline([search]) === writePipeline([again]) ? { search, feedback } : undefined;
}

export function pipelineOf({ search, feedback, merge }: Parts): string {
  const loop = feedback === undefined ? [search] : [search, feedback, search];
  if (merge === undefined) return writePipeline(loop);
  return writePipeline([{ word: 'fuse', options: [], branches: [[merge.method], loop, [merge.second]] }]);
}

export const stageNamed = (word: string, { stages }: Pick<About, 'stages'>): StageAbout | undefined =>
  stages.find((stage) => stage.word === word);

/** The feedback that can learn from what a search finds. Notes made beforehand serve a search for words or for meaning. */
export function feedbackFor(search: string, about: Pick<About, 'stages'>): readonly StageAbout[] {
  const on = stageNamed(search, about)?.on;
  if (on === undefined) return [];
  return about.stages.filter(
    (stage) => stage.does === 'feedback' && (stage.on === on || (stage.on === 'features' && on !== 'tokens')),
  );
}

/** Another search; feedback that cannot learn from it gives way to the first that can. */
export function withSearch(parts: Parts, word: string, about: Pick<About, 'stages'>): Parts {
  const { feedback, merge } = parts;
  const fitting = feedbackFor(word, about);
  const kept = fitting.some((stage) => stage.word === feedback?.word) ? feedback : undefined;
  const next = feedback && (kept ?? (fitting[0] && bare(fitting[0].word)));
  return { search: bare(word), ...(next && { feedback: next }), ...(merge && { merge }) };
}

export function withFeedback({ search, merge }: Parts, word: string): Parts {
  return { search, ...(word !== '' && { feedback: bare(word) }), ...(merge && { merge }) };
}

/** How many of the first hits feedback reads: what is written, or the stage's own number. */
export function documentsOf(feedback: WrittenStage, about: Pick<About, 'stages'>): number | undefined {
  const written = feedback.options.find(([name]) => name === 'documents')?.[1];
  const own = stageNamed(feedback.word, about)?.options.find(({ name }) => name === 'documents');
  const value = Number(written ?? own?.default);
  return own === undefined || Number.isNaN(value) ? undefined : value;
}

export function withDocuments(parts: Parts, documents: number): Parts {
  if (parts.feedback === undefined) return parts;
  const others = parts.feedback.options.filter(([name]) => name !== 'documents');
  return {
    ...parts,
    feedback: { ...parts.feedback, options: [['documents', String(documents)], ...others] },
  };
}

/** Merges with a second search, or no more with `''`. */
export function withMerge({ merge, ...parts }: Parts, second: string, method: string): Parts {
  if (second === '') return parts;
  return {
    ...parts,
    merge: { second: bare(second), method: merge?.method.word === method ? merge.method : bare(method) },
  };
}

/** Whether a pipeline has a feedback stage, however it is written. */
export function hasFeedback(pipeline: string, { stages }: Pick<About, 'stages'>): boolean {
  const written = new Set(pipeline.match(/[A-Za-z]\w*/g));
  return stages.some(({ does, word }) => does === 'feedback' && written.has(word));
}

const bare = (word: string): WrittenStage => ({ word, options: [], branches: [] });
