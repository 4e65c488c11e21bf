import { optionError, type Qrels, RepriseError } from '@reprise/spec';
import { excerpt } from './parse-error.js';
import { checkPlainId } from './plain-id.js';
import { type Target, writeText } from './write-text.js';

export interface WriteQrelsOptions {
  /** `trec`: four columns between blanks. `beir`: three between tabs under a header; ids may hold blanks. Default `trec`. */
  readonly format?: 'trec' | 'beir';
  /** Aborting rejects with `ABORTED` and leaves no file. */
  readonly signal?: AbortSignal;
}

/** Writes judgements, whole or not at all. Refuses ids that the format cannot hold and grades that are no whole numbers. */
export async function writeQrels(
  target: Target,
  qrels: Qrels,
  options: WriteQrelsOptions = {},
): Promise<void> {
  const { format = 'trec', signal } = options;
  if (format !== 'trec' && format !== 'beir') throw optionError('format', format, 'trec or beir');
  await writeText(target, lines(qrels, format), signal);
}

function* lines(qrels: Qrels, format: 'trec' | 'beir'): Generator<string> {
  const not =
    format === 'trec' ? 'white space or a byte order mark' : 'a tab, a line break or a byte order mark';
  if (format === 'beir') yield 'query-id\tcorpus-id\tscore\n';
  for (const [query, grades] of qrels) {
    checkPlainId(query, 'a query', not, format);
    for (const [id, grade] of grades) {
      checkPlainId(id, `a document of query ${excerpt(query)}`, not, format);
      if (!Number.isSafeInteger(grade)) {
        const message = `document ${excerpt(id)} of query ${excerpt(query)} has grade ${grade}: give a whole number`;
        throw new RepriseError('INVALID_INPUT', message, { details: { value: grade, id, query } });
      }
      yield format === 'trec' ? `${query} 0 ${id} ${grade}\n` : `${query}\t${id}\t${grade}\n`;
    }
  }
}
