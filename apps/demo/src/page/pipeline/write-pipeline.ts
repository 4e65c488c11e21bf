import type { WrittenStage } from './read-pipeline.js';

/** Writes stages as the one line that `readPipeline` reads, with the spaces that the command line's manual has. */
export function writePipeline(stages: readonly WrittenStage[]): string {
  return stages
    .map(({ word, options, branches }) => {
      const inner = [...branches.map(writePipeline), ...options.map(([name, value]) => `${name}=${value}`)];
      return inner.length === 0 ? word : `${word}(${inner.join(', ')})`;
    })
    .join(' >> ');
}
