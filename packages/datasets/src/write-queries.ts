import { optionError, type Query, RepriseError } from '@reprise/spec';
import { excerpt } from './parse-error.js';
import { checkPlainId } from './plain-id.js';
import { isBlank } from './read-lines.js';
import { type Target, writeText } from './write-text.js';

export interface WriteQueriesOptions {
  /** `tsv`: `id<TAB>text` a line. `beir`: `{ _id, text }` a line, which holds any text. Default `tsv`. */
  readonly format?: 'tsv' | 'beir';
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
  if (format !== 'tsv' && format !== 'beir') throw optionError('format', format, 'tsv or beir');
  await writeText(target, lines(queries, format), signal);
}

function* lines(queries: Iterable<Query<'text'>>, format: 'tsv' | 'beir'): Generator<string> {
  const seen = new Set<string>();
  for (const { id, text } of queries) {
    const not = format === 'tsv' ? 'a tab, a line break or a byte order mark' : 'white space at its ends';
    checkPlainId(id, 'a query', not, format);
    if (seen.has(id)) {
      throw new RepriseError('DUPLICATE_ID', `query ${excerpt(id)} comes twice: remove one`, {
        details: { value: id },
      });
    }
    seen.add(id);
    const fault = isBlank(text)
      ? 'has no text: give one'
      : format === 'tsv' && /[\n\r\p{Surrogate}]/u.test(text)
        ? 'has a line break or half a character, which tsv files cannot hold: use the format beir'
        : undefined;
    if (fault !== undefined) {
      throw new RepriseError('INVALID_INPUT', `query ${excerpt(id)} ${fault}`, {
        details: { id, value: text },
      });
    }
    yield format === 'tsv' ? `${id}\t${text}\n` : `${JSON.stringify({ _id: id, text })}\n`;
  }
}
