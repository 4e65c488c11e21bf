/** Ids that a collection does not hold, some of which a careless look-up finds all the same. */
export function unknownIds(known: readonly string[]): readonly string[] {
  const held = new Set(known);
  return ['__proto__', 'constructor', 'toString', '0', `${known[0] ?? ''}\u0000`].filter(
    (id) => !held.has(id),
  );
}
