import { type RunFormat, readRun, writeRun } from '@reprise/datasets';
import { fuseRuns } from '@reprise/fusion';
import { type Fuser, RepriseError } from '@reprise/spec';
import { type CommandContext, checkSources, sourceOf, targetOf } from '../io.js';
import { planFuser } from '../pipeline/plan-pipeline.js';
import { UsageError } from '../usage-error.js';

export interface FuseArguments {
  readonly runs: readonly string[];
  /** A method, alone or with options as in a pipeline: `rrf(k=10)`. */
  readonly method: string;
  readonly norm?: string;
  readonly weights?: string;
  readonly hits: number;
  readonly output?: string;
  readonly tag: string;
  readonly format: RunFormat;
}

/** Merges run files into one. */
export async function fuseRunFiles(options: FuseArguments, context: CommandContext): Promise<void> {
  const fuser = fuserOf(options);
  checkSources(...options.runs);
  const { signal } = context;
  const target = await targetOf(options.output, context);
  const runs = [];
  for (const path of options.runs) runs.push(await readRun(sourceOf(path, context), { signal }));
  const fused = fuseRuns({ ...fuser, fuse: (rankings) => fuser.fuse(rankings).slice(0, options.hits) }, runs);
  await writeRun(target, fused, { format: options.format, tag: options.tag, signal });
}

function fuserOf({ method, norm, weights }: FuseArguments): Fuser {
  const { word, options } = planFuser(method);
  const given = {
    ...options,
    ...(norm !== undefined && { normalise: norm }),
    ...(weights !== undefined && { weights }),
  };
  for (const [flag, key] of [
    ['--norm', 'normalise'],
    ['--weights', 'weights'],
  ] as const) {
    if (key in given && !word.options.has(key))
      throw new UsageError(`${method} takes no ${flag}: leave it out`);
  }
  try {
    return word.fuser(given);
  } catch (error) {
    if (!RepriseError.isInstance(error)) throw error;
    throw new UsageError(error.message);
  }
}
