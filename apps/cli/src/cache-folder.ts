import { homedir } from 'node:os';
import { join } from 'node:path';

/** A folder in the user's cache, `$XDG_CACHE_HOME/reprise` or `~/.cache/reprise`. */
export const cacheFolder = (name: string): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'reprise', name);
