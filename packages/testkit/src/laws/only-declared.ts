import type { Kind } from '@reprise/spec';

/** Known to everyone without being declared, and what `await` looks at. */
const common = new Set(['id', 'rank', 'score', 'grade', 'previous', 'trace', 'then']);

/** The same query or document, which throws when anything is read of it that is not declared. */
export function onlyDeclared<Item extends object>(item: Item, kinds: readonly Kind[], plugin: string): Item {
  // Who reads terms may look at what their weights mean, where the query says so.
  const declared = new Set<string>(kinds.includes('terms') ? [...kinds, 'weighting'] : kinds);
  const allow = (key: string | symbol): void => {
    if (typeof key === 'symbol' || declared.has(key) || common.has(key)) return;
    throw new Error(`${plugin} uses ${key}, which it does not declare`);
  };
  return new Proxy(item, {
    get: (target, key, receiver) => {
      allow(key);
      return Reflect.get(target, key, receiver);
    },
    has: (target, key) => {
      allow(key);
      return Reflect.has(target, key);
    },
  });
}
