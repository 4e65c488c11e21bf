import type { Kind } from '@reprise/spec';
import { ensure } from './ensure.js';
import { faultOfKind } from './fault-of-kind.js';

/** Fails where a plugin gave other kinds than it writes, or one that is not well formed. */
export function checkWrites(output: unknown, writes: readonly Kind[], plugin: string): void {
  ensure(typeof output === 'object' && output !== null, `${plugin} answers with ${String(output)}`);
  const given = Object.keys(output).sort().join(', ');
  const declared = [...writes].sort().join(', ');
  ensure(
    given === declared,
    `${plugin} gives ${given || 'nothing'}, and declares that it writes ${declared}`,
  );
  for (const kind of writes) {
    const fault = faultOfKind(kind, (output as Record<Kind, unknown>)[kind]);
    ensure(fault === undefined, `${plugin}: ${fault}`);
  }
}
