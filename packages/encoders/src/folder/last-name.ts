/** The last part of a path, which is what a folder is called. */
export function lastName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? '';
}
