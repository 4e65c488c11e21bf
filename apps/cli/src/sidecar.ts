import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { writeText } from '@reprise/datasets';
import type { SearchArguments } from './commands/search.js';
import { currentFile } from './indexes/text-index.js';
import { isDevice } from './io.js';
import { version } from './version.js';

/** Writes `RUN.json` beside a run: what made it, from what, in how long. */
export async function writeSidecar(
  run: string,
  options: SearchArguments,
  milliseconds: number,
): Promise<void> {
  if (await isDevice(run)) return;
  const { pipeline, hits, tag, index, topics, query } = options;
  const content = {
    command: 'reprise search',
    pipeline,
    hits,
    tag,
    versions: { reprise: version, node: process.version },
    index: { path: index, sha256: await sha256(currentFile(index)) },
    ...(topics !== undefined && topics !== '-' && { topics: { path: topics, sha256: await sha256(topics) } }),
    ...(query !== undefined && { query }),
    milliseconds: Math.round(milliseconds),
  };
  await writeText(`${run}.json`, [JSON.stringify(content, undefined, 2), '\n']);
}

/** Absent where there is no file to read a second time, as with a pipe. */
async function sha256(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
