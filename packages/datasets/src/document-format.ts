import { RepriseError } from '@reprise/spec';
import { excerpt } from './parse-error.js';
import { extensionOf, isTextFile } from './text-file.js';

/** `folder` is a folder of Markdown, HTML and plain text files, or one such file. */
export type DocumentFormat = 'beir' | 'jsonl' | 'trec' | 'msmarco' | 'folder';

export const documentFormats: readonly DocumentFormat[] = ['beir', 'jsonl', 'trec', 'msmarco', 'folder'];

const endings: ReadonlyMap<DocumentFormat, readonly string[]> = new Map([
  ['beir', ['jsonl']],
  ['jsonl', ['jsonl', 'json']],
  ['msmarco', ['tsv']],
]);

/** Whether a file of a folder belongs to a format by its name. TREC files have names of every kind. */
export function belongsTo(format: DocumentFormat, path: string): boolean {
  return format === 'folder' ? isTextFile(path) : (endings.get(format)?.includes(extensionOf(path)) ?? true);
}

/**
 * Tells a file's format by its name and its first line; undefined for an unknown one. Markdown and HTML go by
 * the name alone, since their first line may look like anything.
 */
export function detectFormat(path: string, firstLine: string): DocumentFormat | undefined {
  const line = firstLine.trimStart();
  if (isTextFile(path)) return extensionOf(path) === 'txt' && /^<DOC>/i.test(line) ? 'trec' : 'folder';
  if (/^<(?:DOC>|\?xml\b)/i.test(line)) return 'trec';
  if (line.startsWith('{') || line.startsWith('[')) return /"_id"\s*:/.test(line) ? 'beir' : 'jsonl';
  return line.indexOf('\t') > 0 ? 'msmarco' : undefined;
}

export function unknownFormat(path: string, firstLine: string): RepriseError {
  return new RepriseError(
    'UNSUPPORTED_FORMAT',
    `${path} begins with ${excerpt(firstLine)}, which is none of ${documentFormats.join(', ')}: name its format`,
    { details: { path, expected: documentFormats, found: firstLine.slice(0, 60) } },
  );
}
