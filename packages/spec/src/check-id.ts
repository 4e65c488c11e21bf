import { RepriseError } from './error.js';

/** Refuses what cannot be an id: anything but a well-formed, non-empty string. `what` names it in the message. */
export function checkId(id: unknown, what: string): asserts id is string {
  const fault =
    typeof id !== 'string'
      ? `is ${id === null ? 'null' : `of type ${typeof id}`}`
      : id === ''
        ? 'is empty'
        : /\p{Surrogate}/u.test(id)
          ? 'holds an unpaired surrogate'
          : undefined;
  if (fault === undefined) return;
  throw new RepriseError('INVALID_ID', `the id of ${what} ${fault}: give a non-empty string`, {
    details: { value: id },
  });
}
