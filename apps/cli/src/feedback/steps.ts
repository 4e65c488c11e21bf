import type { Step } from '@reprise/spec';

/** Every step, those of a fusion's branches before the fusion itself. */
export function* allSteps(steps: readonly Step[]): Generator<Step> {
  for (const step of steps) {
    for (const branch of step.branches ?? []) yield* allSteps(branch);
    yield step;
  }
}

/** A step that rewrote the query itself; a fusion's or a gate's branches tell of those within. */
export const isFeedback = ({ before, after, branches }: Step): boolean =>
  branches === undefined && after.previous !== undefined && after.previous !== before.previous;
