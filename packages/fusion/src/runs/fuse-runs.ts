import type { Fuser, Hit, Run } from '@reprise/spec';

/**
 * Fuses whole runs, query by query. The queries are those of any run, in the order in which they first appear; a run
 * that lacks one has found nothing for it, where ranx 0.3.21 refuses.
 */
export function fuseRuns(fuser: Fuser, runs: readonly Run[]): Run {
  const fused = new Map<string, readonly Hit[]>();
  for (const query of new Set(runs.flatMap((run) => [...run.keys()]))) {
    fused.set(query, fuser.fuse(runs.map((run) => run.get(query) ?? [])));
  }
  return fused;
}
