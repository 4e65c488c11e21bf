import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { RepriseError } from '@reprise/spec';

export interface PageFile {
  readonly bytes: Buffer;
  /** Absent where it saves nothing. */
  readonly gzipped?: Buffer;
  readonly type: string;
  readonly etag: string;
  /** Whether its name holds a hash of its content, so that it can be kept for ever. */
  readonly hashed: boolean;
}

const types: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
]);

/**
 * Everything that the server will ever give away, by the path of its address: read once, so that no request leads to a
 * file. Only plain files of known types; `index.html` is `/` too.
 */
export async function readPageFiles(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause) => {
    throw new RepriseError('NOT_FOUND', `there is no page in ${folder}: build it with npm run build`, {
      cause,
      details: { path: folder },
    });
  });
  const files = new Map<string, PageFile>();
  for (const entry of entries) {
    const type = types.get(extname(entry.name));
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    const gzipped = gzipSync(bytes, { level: 9 });
    files.set(`/${relative(folder, path).split(sep).join('/')}`, {
      bytes,
      ...(gzipped.length < bytes.length && { gzipped }),
      type,
      etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`,
      hashed: /-[\w-]{8}\.\w+$/.test(entry.name),
    });
  }
  const index = files.get('/index.html');
  return index === undefined ? files : new Map([['/', index], ...files]);
}
