import { optionError, type Query, RepriseError } from '@reprise/spec';
import { excerpt } from './parse-error.js';
import { checkPlainId } from './plain-id.js';
import { isBlank } from './read-lines.js';
import type { QueryFormat } from './read-queries.js';
import { escapeSgml } from './sgml-text.js';
import { label } from './trec-topics.js';
import { type Target, writeText } from './write-text.js';

export interface WriteQueriesOptions {
  /**
   * `tsv`: `id<TAB>text` a line. `beir`: `{ _id, text }` a line, which holds any text. `trec`: topics of a number
   * and a title. Default `tsv`.
   */
  readonly format?: QueryFormat;
  /** Aborting rejects with `ABORTED` and leaves no file. */
  readonly signal?: AbortSignal;
}

/** Writes queries, whole or not at all. Refuses ids and texts that the format cannot hold, doubles, and blank texts. */
export async function writeQueries(
  target: Target,
  queries: Iterable<Query<'text'>>,
  options: WriteQueriesOptions = {},
): Promise<void> {
  const { format = 'tsv', signal } = options;
  if (!Object.hasOwn(writers, format)) throw optionError('format', format, 'one of tsv, beir, trec');
  await writeText(target, lines(queries, format), signal);
}

function* lines(queries: Iterable<Query<'text'>>, format: QueryFormat): Generator<string> {
  const seen = new Set<string>();
  for (const { id, text } of queries) {
    checkQueryId(id, format);
    if (seen.has(id)) {
      throw new RepriseError('DUPLICATE_ID', `query ${excerpt(id)} comes twice: remove one`, {
        details: { value: id },
      });
    }
    seen.add(id);
    const fault = isBlank(text) ? 'has no text: give one' : faultOf(text, format);
    if (fault !== undefined) {
      throw new RepriseError('INVALID_INPUT', `query ${excerpt(id)} ${fault}`, {
        details: { id, value: text },
      });
    }
    yield writers[format](id, text);
  }
}

const unfitIds = {
  tsv: 'a tab, a line break or a byte order mark',
  beir: 'white space at its ends',
  trec: 'white space or a byte order mark',
} as const;

function checkQueryId(id: string, format: QueryFormat): void {
  checkPlainId(id, 'a query', unfitIds[format], format);
  if (format !== 'trec' || !/^0\d+$/.test(id)) return;
  const message = `the id ${excerpt(id)} of a query begins with a zero, which readers of topics drop: drop it first`;
  throw new RepriseError('INVALID_ID', message, { details: { value: id } });
}

function faultOf(text: string, format: QueryFormat): string | undefined {
  if (format === 'tsv' && /[\n\r]/.test(text)) {
    return 'has a line break, which tsv files cannot hold: use the format beir';
  }
  if (format !== 'beir' && /\p{Surrogate}/u.test(text)) {
    return `has half a character, which ${format} files cannot hold: use the format beir`;
  }
  return undefined;
}

const writers: Readonly<Record<QueryFormat, (id: string, text: string) => string>> = {
  tsv: (id, text) => `${id}\t${text}\n`,
  beir: (id, text) => `${JSON.stringify({ _id: id, text })}\n`,
  trec: (id, text) => {
    // A text that begins as the label of a title does would lose its beginning.
    const title = escapeSgml(text).replace(label.title, (found) => found.replace(':', '&#58;'));
    return `<top>\n<num> Number: ${escapeSgml(id)}\n<title> ${title}\n</top>\n`;
  },
};
