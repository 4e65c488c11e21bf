import { feedback, fuse, type GateOptions, gate, retrieve, type Stage, topK } from '@reprise/core';
import type { SparseIndex } from '@reprise/sparse';
import { type Fuser, RepriseError } from '@reprise/spec';
import type { Analyzer } from '@reprise/text';
import { syntaxError } from './parse-pipeline.js';
import type { PipelinePlan, PlannedFusion, PlannedGate, PlannedStage, PlannedWord } from './plan-pipeline.js';

export type Pipeline = Stage<'query', 'ranking', 'text', 'terms'>;

export interface CompileOptions {
  /** Hits of the last stage, where it does not say `k` itself. Default 1000. */
  readonly hits?: number;
}

/**
 * Builds a planned pipeline over an index and the analyzer that it was made with. A value that a factory
 * refuses is a usage error.
 */
export function compilePipeline(
  plan: PipelinePlan,
  index: SparseIndex,
  encoder: Analyzer,
  options: CompileOptions = {},
): Pipeline {
  const { hits = 1000 } = options;
  /** The index under the similarity of the last search; a feedback stage works on it. */
  let current = index;

  const compile = (stages: readonly PlannedStage[], last: number): Pipeline =>
    stages
      .map((stage, i) => {
        const k = i === stages.length - 1 ? last : 1000;
        try {
          if ('branches' in stage) return fusion(stage, k);
          return 'through' in stage ? gated(stage, k) : single(stage, k);
        } catch (error) {
          if (!RepriseError.isInstance(error) || error.code !== 'INVALID_OPTION') throw error;
          throw syntaxError(plan.source, stage.at, error.message);
        }
      })
      // The plan has seen to it that neighbours fit.
      .reduce((before, next) => before.pipe(next as never) as unknown as Pipeline);

  const single = ({ word, options: all }: PlannedWord, hitsPassedOn: number): Pipeline => {
    if (word.does === 'search') {
      const { k = hitsPassedOn, ...own } = all;
      current = index.with({ similarity: word.similarity(own) });
      return retrieve(current, { encoder, k: Number(k) });
    }
    const { documents = word.documents, bottom = 0, ...own } = all;
    const judge = topK(Number(documents), { bottom: Number(bottom) });
    return feedback(word.strategy(own, current), { documents: current, judge }) as unknown as Pipeline;
  };

  const fusion = ({ word, options: own, branches }: PlannedFusion, hitsPassedOn: number): Pipeline => {
    const fuser = word.fuser(own);
    const cut: Fuser = { ...fuser, fuse: (rankings) => fuser.fuse(rankings).slice(0, hitsPassedOn) };
    return fuse(cut, ...branches.map((branch) => compile(branch, 1000))) as unknown as Pipeline;
  };

  const gated = ({ atLeast, predictor, through }: PlannedGate, hitsPassedOn: number): Pipeline => {
    const { word, options: own, other } = predictor;
    const looked = current;
    const judge = word.predictor(own, looked, other && compile(other, 1000));
    current = looked;
    const behind = compile(through, hitsPassedOn) as unknown as GateOptions<never, never, never>['through'];
    return gate(judge, { atLeast, through: behind }) as unknown as Pipeline;
  };

  return compile(plan.stages, hits);
}
