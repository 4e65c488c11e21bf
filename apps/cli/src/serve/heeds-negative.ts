import type { PipelineSyntax } from '../pipeline/syntax.js';
import { allStageSyntax } from '../pipeline/write-pipeline.js';

/** Strategies that move a query away from what was rejected, by the weight γ; all others learn from the rest alone. */
const heeding: ReadonlySet<string> = new Set(['rocchio', 'vectorRocchio']);

export function heedsNegative(stage: string, syntax: PipelineSyntax): boolean {
  const written = [...allStageSyntax(syntax)].find(({ word }) => word === stage);
  return heeding.has(stage) && written?.options.get('gamma')?.value !== 0;
}
