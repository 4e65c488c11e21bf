import type { Query, Step } from '@reprise/spec';

export interface TermChange {
  readonly term: string;
  /** Weight before, scaled so that all sum to 1, as those after do; absent for a term that was added. */
  readonly before?: number;
  /** Weight after, as the strategy gave it; absent for a term that was dropped. */
  readonly after?: number;
}

/** Every term of either query, heaviest first. */
export function termChanges({ before, after }: Step): readonly TermChange[] {
  const old = shares(before);
  const all = after.terms ?? new Map<string, number>();
  const names = new Set([...all.keys(), ...old.keys()]);
  return [...names]
    .map((term) => {
      const was = old.get(term);
      const is = all.get(term);
      return { term, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) };
    })
    .sort((a, b) => (b.after ?? 0) - (a.after ?? 0) || (a.term < b.term ? -1 : 1));
}

function shares({ terms = new Map<string, number>() }: Query): ReadonlyMap<string, number> {
  const total = [...terms.values()].reduce((sum, weight) => sum + weight, 0);
  return new Map([...terms].map(([term, weight]) => [term, weight / total]));
}
