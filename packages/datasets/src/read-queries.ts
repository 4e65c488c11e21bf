import { optionError, type Query, RepriseError, type RunOptions } from '@reprise/spec';
import { idField, readJsonLines, textField } from './json-lines.js';
import { excerpt, parseError } from './parse-error.js';
import { isBlank, type LineBlock, readLines } from './read-lines.js';
import { byteOptions, nameOf, type Source } from './source.js';
import { type TopicField, topicFields, trecTopics } from './trec-topics.js';
import { splitAtTab } from './tsv-lines.js';

export type QueryFormat = 'beir' | 'tsv' | 'trec';

export interface ReadQueriesOptions extends RunOptions {
  /** Default `auto`: told by the first line, which begins with `{` (BEIR), with `<` (TREC) or holds a tab. */
  readonly format?: 'auto' | QueryFormat;
  /** Which fields of a TREC topic make the text, joined by blanks. Default `['title']`, as trec_eval's topics are run. */
  readonly fields?: readonly TopicField[];
}

/** A query and the line it begins on. */
export interface QueryLine {
  readonly line: number;
  readonly id: string;
  readonly text: string;
}

/**
 * Reads queries: BEIR `{ _id, text }` a line, `id<TAB>text`, or TREC topics; `.gz` is unpacked.
 *
 * Refuses a query without text and a broken line (`PARSE_ERROR`), an id that comes twice (`DUPLICATE_ID`),
 * and what `readDocuments` refuses.
 */
export async function readQueries(
  source: Source,
  options: ReadQueriesOptions = {},
): Promise<readonly Query<'text'>[]> {
  const { format = 'auto', fields = ['title'] } = options;
  if (!['auto', 'beir', 'tsv', 'trec'].includes(format)) {
    throw optionError('format', format, 'one of auto, beir, tsv, trec');
  }
  if (fields.length === 0 || fields.some((field) => !topicFields.includes(field))) {
    throw optionError('fields', fields.join(), `some of ${topicFields.join(', ')}`);
  }
  const path = nameOf(source);
  const blocks: LineBlock[] = [];
  for await (const block of readLines(source, await byteOptions(source, options))) blocks.push(block);
  const chosen = format === 'auto' ? detect(blocks) : format;

  const queries = new Map<string, Query<'text'>>();
  for await (const { line, id, text } of queryLines(blocks, chosen, path, fields)) {
    if (isBlank(text)) throw parseError(path, line, `a text for query ${excerpt(id)}`, 'none');
    if (queries.has(id)) {
      throw new RepriseError(
        'DUPLICATE_ID',
        `${path}:${line}: query ${excerpt(id)} comes twice: remove one`,
        {
          details: { path, line, value: id },
        },
      );
    }
    queries.set(id, { id, text });
  }
  if (queries.size === 0) throw parseError(path, 1, 'queries', 'nothing');
  return [...queries.values()];
}

function detect(blocks: readonly LineBlock[]): QueryFormat {
  for (const { lines } of blocks) {
    const first = lines.find((line) => !isBlank(line))?.trimStart();
    if (first?.startsWith('{')) return 'beir';
    if (first?.startsWith('<')) return 'trec';
    if (first !== undefined) break;
  }
  return 'tsv';
}

async function* queryLines(
  blocks: readonly LineBlock[],
  format: QueryFormat,
  path: string,
  fields: readonly TopicField[],
): AsyncGenerator<QueryLine> {
  if (format === 'beir') {
    for await (const objects of readJsonLines(all(blocks), path)) {
      for (const object of objects) {
        yield {
          line: object.line,
          id: idField(object, '_id', path),
          text: textField(object, 'text', path, true),
        };
      }
    }
    return;
  }
  if (format === 'trec') return yield* trecTopics(blocks, path, fields);
  for (const { first, lines } of blocks) {
    for (let i = 0; i < lines.length; i++) {
      if (!isBlank(lines[i]!)) yield { line: first + i, ...splitAtTab(lines[i]!, path, first + i) };
    }
  }
}

async function* all(blocks: readonly LineBlock[]): AsyncGenerator<LineBlock> {
  yield* blocks;
}
