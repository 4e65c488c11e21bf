/** What names a system in a table where all are compared, in the order of the systems. */
export const letters: readonly string[] = [...'abcdefghijklmnopqrstuvwxyz'];
