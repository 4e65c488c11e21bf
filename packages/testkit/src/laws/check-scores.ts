import { ensure } from './ensure.js';

/** Fails where scores are not one finite number a document. */
export function checkScores(scores: Float32Array, ids: readonly string[], plugin: string): void {
  ensure(scores instanceof Float32Array, `${plugin} gives scores that are not a Float32Array`);
  ensure(scores.length === ids.length, `${plugin} gives ${scores.length} scores for ${ids.length} documents`);
  scores.forEach((score, i) => {
    ensure(Number.isFinite(score), `${plugin} gives ${JSON.stringify(ids[i])} the score ${score}`);
  });
}
