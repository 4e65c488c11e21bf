import { compareHits, type Hit } from '@reprise/spec';
import { ensure } from './ensure.js';

/** Fails where hits are out of order (ties by id in UTF-8 bytes), repeated, nameless or not finite. */
export function checkHits(hits: readonly Hit[], plugin: string): void {
  ensure(Array.isArray(hits), `${plugin} gives ${typeof hits} for hits, not a list`);
  const seen = new Set<string>();
  hits.forEach((hit, i) => {
    const { id, score } = hit;
    const shown = JSON.stringify(id);
    ensure(typeof id === 'string' && id !== '', `${plugin} gives a hit with the id ${shown}`);
    ensure(Number.isFinite(score), `${plugin} gives ${shown} the score ${score}`);
    ensure(!seen.has(id), `${plugin} gives ${shown} twice`);
    seen.add(id);
    const before = hits[i - 1];
    if (before === undefined) return;
    ensure(
      compareHits(before, hit) < 0,
      `${plugin} gives ${JSON.stringify(before.id)} (${before.score}) before ${shown} (${score})`,
    );
  });
}
