/** Ids that a collection does not hold, some of which a careless look-up finds all the same. */
export function unknownIds(known: readonly string[]): readonly string[] {
  const held = new Set(known);
  const cut = known.slice(0, 1).map((id) => `${id}\u0000`);
  return ['__proto__', 'constructor', 'toString', '0', ...cut].filter((id) => !held.has(id));
}
