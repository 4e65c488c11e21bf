import type { JSX } from 'preact';
import type { Ranks } from '../compare/rank-changes.js';

interface MovementProps {
  readonly ranks: Ranks;
}

/** Where the document stands on the left and on the right, as `3 → 1`. */
export function Movement({ ranks: { left, right } }: MovementProps): JSX.Element {
  if (left === undefined)
    return (
      <span class="movement rose" title="Not among the left side's hits">
        new on the right
      </span>
    );
  if (right === undefined)
    return (
      <span class="movement fell" title="Not among the right side's hits">
        only on the left
      </span>
    );
  if (left === right) return <span class="movement">same rank</span>;
  const rose = right < left;
  return (
    <span class={rose ? 'movement rose' : 'movement fell'}>
      <span aria-hidden="true">{rose ? '▲' : '▼'} </span>
      {left} → {right}
      <span class="unseen">
        {' '}
        (rank {left} on the left, rank {right} on the right)
      </span>
    </span>
  );
}
