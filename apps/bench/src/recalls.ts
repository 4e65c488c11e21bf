/** The share of the first engine's neighbours that each finds. Of each engine, a list for each query. */
export function recalls<Id>(found: readonly (readonly (readonly Id[])[])[]): number[] {
  const wanted = found[0]!.map((ids) => new Set(ids));
  const all = wanted.reduce((sum, ids) => sum + ids.size, 0);
  return found.map(
    (lists) => lists.reduce((sum, ids, q) => sum + ids.filter((id) => wanted[q]!.has(id)).length, 0) / all,
  );
}
