import { ensure } from '../laws/ensure.js';
import type { Law, Make } from '../laws/law.js';

interface Declared {
  readonly spec: string;
  readonly name: string;
}

/** What every plugin says of itself: the version of the spec, a name, and its kinds in the fields `lists`. */
export function declarationLaw<Plugin extends Declared>(
  make: Make<Plugin>,
  lists: readonly (keyof Plugin & string)[],
): Law {
  return {
    name: 'declares the version of the spec, a name and its kinds',
    check: async () => {
      const plugin = await make();
      ensure(plugin.spec === 'v1', `spec is ${JSON.stringify(plugin.spec)}, not "v1"`);
      ensure(typeof plugin.name === 'string' && plugin.name !== '', 'name is not a string, or empty');
      for (const field of lists) {
        const kinds: unknown = plugin[field];
        ensure(Array.isArray(kinds), `${field} of ${plugin.name} is not a list`);
        const all = kinds.every((kind) => typeof kind === 'string') && new Set(kinds).size === kinds.length;
        ensure(all, `${field} of ${plugin.name} is not a list of different kinds: ${kinds.join(', ')}`);
      }
    },
  };
}
