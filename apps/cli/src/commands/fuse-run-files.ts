import { type OpenRun, openRun, type RunFormat, writeRun } from '@reprise/datasets';
import { type Fuser, type Hit, RepriseError } from '@reprise/spec';
import { type CommandContext, checkSources, rereadable, targetOf } from '../io.js';
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

/** Merges run files into one, query by query, so that they need not fit into memory. */
export async function fuseRunFiles(options: FuseArguments, context: CommandContext): Promise<void> {
  const fuser = fuserOf(options);
  checkSources(...options.runs);
  const { signal } = context;
  const target = await targetOf(options.output, context);
  const runs: OpenRun[] = [];
  try {
    for (const path of options.runs) runs.push(await openRun(await rereadable(path, context), { signal }));
    await writeRun(target, fused(fuser, runs, options.hits), {
      format: options.format,
      tag: options.tag,
      signal,
    });
  } finally {
    await Promise.all(runs.map((run) => run.close()));
  }
}

/** The queries of the first run in its order, then those that only the second has, and so on. */
async function* fused(
  fuser: Fuser,
  runs: readonly OpenRun[],
  depth: number,
): AsyncGenerator<readonly [query: string, hits: readonly Hit[]]> {
  for (const query of new Set(runs.flatMap(({ queries }) => queries))) {
    const rankings: (readonly Hit[])[] = [];
    for (const run of runs) rankings.push(await run.hits(query));
    yield [query, fuser.fuse(rankings).slice(0, depth)];
  }
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
