import { syntaxError } from './parse-pipeline.js';
import type { PlannedRescore, PlannedStage } from './planned.js';
import type { PipelineSyntax, StageSyntax } from './syntax.js';
import type { FeedbackWord } from './words.js';

export const windowsExample = 'eachText(borda(form=relative), rerank(model="models/my-model"))';

/** Refuses a stage that would never see what the feedback before it wrote, or that would read several texts as one. */
export function checkNeighbours(
  source: string,
  syntax: PipelineSyntax,
  stages: readonly PlannedStage[],
): void {
  for (const [i, next] of stages.entries()) {
    const before = stages[i - 1];
    const { word: name, at } = syntax[i] as StageSyntax;
    if (before !== undefined && endsInSeveralTexts(before)) {
      throw syntaxError(
        source,
        at,
        `the query before ${name} holds several texts, which only eachText reads: put eachText last, or last in a branch of fuse that is not the first`,
      );
    }
    const feedback = before?.word.does === 'feedback' ? before.word : undefined;
    const written = feedback === undefined ? [] : writtenBy(feedback);
    if (next.word.does === 'eachText' && !written.includes('texts')) {
      throw syntaxError(
        source,
        at,
        `${name} reads the several texts that slidingWindows writes: put that before it, as in "bm25 >> slidingWindows >> ${windowsExample}"`,
      );
    }
    if (feedback === undefined) continue;
    const fault = overlooked((syntax[i - 1] as StageSyntax).word, written, neighbourOf(name, next));
    if (fault !== undefined) throw syntaxError(source, at, fault);
  }
}

/** Whether what leaves a stage is the query of several texts. A fusion passes on that of its first branch. */
function endsInSeveralTexts(stage: PlannedStage): boolean {
  const inner = 'branches' in stage ? stage.branches[0] : 'through' in stage ? stage.through : undefined;
  const last = inner?.at(-1);
  return stage.word.does === 'eachText' || (last !== undefined && endsInSeveralTexts(last));
}

function neighbourOf(name: string, stage: PlannedStage): Neighbour {
  switch (stage.word.does) {
    case 'search':
      return { name, reads: readBy[stage.word.searches] };
    case 'rescore':
      return { name, reads: readBy[(stage as PlannedRescore).by.word.searches] };
    case 'rerank':
      return { name, reads: 'text' };
    case 'eachText':
      return { name, reads: 'texts' };
    default:
      return { name, reads: 'any' };
  }
}

/** What feedback writes and stages read: kinds of representations, and the several texts of `slidingWindows`. */
type Carried = 'text' | 'texts' | 'terms' | 'vector' | 'tokens';

/** A stage as far as feedback before it minds. */
interface Neighbour {
  readonly name: string;
  /** `any`: a fusion, whose branches may read what others do not. */
  readonly reads: Carried | 'any';
}

/** What a search reads of a query. */
const readBy = { text: 'terms', impact: 'terms', dense: 'vector', colbert: 'tokens' } as const;

function writtenBy(word: FeedbackWord): readonly Carried[] {
  switch (word.learns) {
    case 'text':
      return 'opens' in word ? ['vector'] : [word.writes];
    case 'features':
    case 'nothing':
      return ['vector', 'terms'];
    default:
      return [word.learns];
  }
}

/**
 * Why a stage behind feedback would never see what that wrote; undefined where it does. A new text is read by all, as it
 * leaves nothing of what was made of the old one.
 */
function overlooked(feedback: string, written: readonly Carried[], next: Neighbour): string | undefined {
  if (written.includes('texts')) {
    if (next.reads === 'texts') return undefined;
    return `${feedback} writes several texts, which only eachText reads: put it behind, as in "${feedback} >> ${windowsExample}"`;
  }
  if (next.reads === 'any' || written.includes(next.reads) || written.includes('text')) return undefined;
  const [kind, search] = {
    terms: ['terms', 'bm25'],
    vector: [written.length === 1 ? 'a vector' : 'a vector or terms', 'dense'],
    tokens: ['token rows', 'colbert'],
  }[written[0] as 'terms' | 'vector' | 'tokens'] as [string, string];
  const [end, other] =
    next.reads === 'text' ? [` >> ${next.name}(…)`, ', or feed back with concatenate'] : ['', ''];
  return (
    `${feedback} writes ${kind}, which ${next.name} does not read: search before it, as in ` +
    `"${feedback} >> ${search}${end}"${other}`
  );
}
