import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SearchArguments } from './commands/search.js';
import { sparseFolder } from './index-folder.js';
import { version } from './version.js';

/** Writes `RUN.json` beside a run: what made it, from what, in how long. */
export async function writeSidecar(
  run: string,
  options: SearchArguments,
  milliseconds: number,
): Promise<void> {
  const { pipeline, hits, tag, index, topics, query } = options;
  const content = {
    command: 'reprise search',
    pipeline,
    hits,
    tag,
    versions: { reprise: version, node: process.version },
    index: { path: index, generation: readFileSync(join(sparseFolder(index), 'CURRENT'), 'latin1').trim() },
    ...(topics !== undefined && topics !== '-' && { topics: { path: topics, sha256: await sha256(topics) } }),
    ...(query !== undefined && { query }),
    milliseconds: Math.round(milliseconds),
  };
  await writeWhole(`${run}.json`, `${JSON.stringify(content, undefined, 2)}\n`);
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** The file appears whole or not at all. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
