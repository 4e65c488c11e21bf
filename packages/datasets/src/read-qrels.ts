import { type Qrels, RepriseError, type RunOptions } from '@reprise/spec';
import { fields } from './fields.js';
import { excerpt, parseError } from './parse-error.js';
import { isBlank, readLines } from './read-lines.js';
import { byteOptions, nameOf, type Source } from './source.js';

type Columns = (line: string) => readonly [query: string, id: string, grade: string] | undefined;

/** TREC and MS MARCO: query, iteration, document, grade, between any white space. */
const trec: Columns = (line) => {
  const [query, , id, grade, more] = fields(line);
  return grade === undefined || more !== undefined ? undefined : [query!, id!, grade];
};

/** BEIR: query, document, grade, between tabs, so that an id may hold blanks. */
const beir: Columns = (line) => {
  const [query, id, grade, more] = line.split('\t');
  return !query || !id || grade === undefined || more !== undefined ? undefined : [query, id, grade.trim()];
};

const isGrade = (text: string): boolean =>
  /^[-+]?\d+(?:\.0+)?$/.test(text) && Number.isSafeInteger(Number(text));

/**
 * Reads judgements: TREC's four columns (any white space; grades may be negative), MS MARCO's, and BEIR's
 * three with their header; `.gz` is unpacked. The first line decides which: three columns between tabs of
 * which the last is no number are BEIR's header, four columns are TREC's, three without a header BEIR's.
 *
 * Refuses a broken line (`PARSE_ERROR`) and a pair judged twice with different grades (`DUPLICATE_ID`).
 */
export async function readQrels(source: Source, options: RunOptions = {}): Promise<Qrels> {
  const path = nameOf(source);
  const qrels = new Map<string, Map<string, number>>();
  let columns: Columns | undefined;
  for await (const { first, lines } of readLines(source, await byteOptions(source, options))) {
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!;
      if (isBlank(line)) continue;
      if (columns === undefined) {
        const header = beir(line);
        columns = header && !isGrade(header[2]) ? beir : trec(line) ? trec : beir;
        if (header && !isGrade(header[2])) continue;
      }
      const [query, id, text] = columns(line) ?? [];
      if (query === undefined || id === undefined || text === undefined || !isGrade(text)) {
        const expected =
          columns === trec ? 'query, iteration, document, grade' : 'query, document, grade between tabs';
        throw parseError(path, first + i, expected, excerpt(line));
      }
      const grade = Number(text);
      const grades = qrels.get(query) ?? new Map<string, number>();
      qrels.set(query, grades);
      const before = grades.get(id);
      if (before !== undefined && before !== grade) {
        const pair = `document ${excerpt(id)} of query ${excerpt(query)}`;
        const message = `${path}:${first + i}: ${pair} has grade ${before} and grade ${grade}: keep one`;
        throw new RepriseError('DUPLICATE_ID', message, {
          details: { path, line: first + i, value: id, query },
        });
      }
      grades.set(id, grade);
    }
  }
  if (qrels.size === 0) throw parseError(path, 1, 'judgements', 'nothing');
  return qrels;
}
