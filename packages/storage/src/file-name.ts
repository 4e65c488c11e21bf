/** Names that cannot leave their folder on any system: no separators, no leading dot, so no `..` either. */
export function isFileName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= 100 && /^[a-z0-9_-][a-z0-9._-]*$/.test(name);
}

export const fileNameRule = 'up to 100 of the characters a-z 0-9 . _ -, the first one not a dot';
