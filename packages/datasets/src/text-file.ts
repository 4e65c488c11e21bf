import { Buffer, isUtf8 } from 'node:buffer';
import { RepriseError } from '@reprise/spec';
import { htmlText } from './html-text.js';
import { markdownText } from './markdown-text.js';
import { readBytes } from './read-bytes.js';
import { lineLimit } from './read-lines.js';
import type { ByteOptions } from './source.js';

const reader: ReadonlyMap<string, (source: string) => string> = new Map([
  ['md', markdownText],
  ['markdown', markdownText],
  ['html', htmlText],
  ['htm', htmlText],
  ['txt', (source) => source.trim()],
]);

/** The end of a file's name in lower case, without `.gz`; '' where there is none. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const plain = name.endsWith('.gz') ? name.slice(0, -3) : name;
  const dot = plain.lastIndexOf('.');
  return dot < 0 ? '' : plain.slice(dot + 1);
}

/** Whether a file's name says that it holds a text to read: `.md`, `.markdown`, `.txt`, `.html` or `.htm`. */
export const isTextFile = (path: string): boolean => reader.has(extensionOf(path));

/** The readable text of a file, at most 16 MiB of it; undefined where its bytes are no UTF-8. */
export async function readTextFile(path: string, options: ByteOptions): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of readBytes(path, options)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > lineLimit) {
      throw new RepriseError('LIMIT_EXCEEDED', `${path} is longer than 16 MiB: split it or leave it out`, {
        details: { path, limit: lineLimit },
      });
    }
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) return undefined;
  return reader.get(extensionOf(path))!(bytes.toString('utf8').replace(/^\ufeff/, ''));
}
