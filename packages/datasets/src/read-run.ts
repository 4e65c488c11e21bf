import { compareHits, type Hit, optionError, RepriseError, type Run, type RunOptions } from '@reprise/spec';
import { decimal, fields } from './fields.js';
import { isObject } from './json-lines.js';
import { excerpt, parseError } from './parse-error.js';
import { isId } from './plain-id.js';
import { isBlank, readLines } from './read-lines.js';
import { byteOptions, nameOf, type Source } from './source.js';

/** `trec`: six columns. `msmarco`: query, document, rank. `json`: ranx's `{ query: { document: score } }`. */
export type RunFormat = 'trec' | 'msmarco' | 'json';

export interface ReadRunRowsOptions extends RunOptions {
  /** Default `auto`, told by the first line. */
  readonly format?: 'auto' | RunFormat;
}

export interface ReadRunOptions extends ReadRunRowsOptions {
  /**
   * What orders the hits of a query: their scores (`score`, the default), or the ranks that the file gives (`rank`), by
   * which MS MARCO's own script goes; equal ranks stay in the order of the file.
   */
  readonly order?: 'score' | 'rank';
  /** Told of every row, in the order of the file. */
  readonly onRow?: (row: RunRow) => void;
}

/** One line of a run file. */
export interface RunRow {
  readonly query: string;
  readonly id: string;
  /** As the file says; 1 / rank where it has ranks only. */
  readonly score: number;
  /** As the file says; the position among the query's rows, from 1, where it has none. */
  readonly rank: number;
  /** Number of the line, from 1. */
  readonly line: number;
  /** Name of the run, TREC's last column; absent in the other formats. */
  readonly tag?: string;
}

/** A JSON run is read whole: 256 MiB, half of the longest string there can be. */
const jsonLimit = 256 * 1024 * 1024;

/**
 * Streams the rows of a run in the order of the file, so that it need not fit into memory; only `json` is
 * read whole (at most 256 MiB). Refuses a broken line (`PARSE_ERROR`), and what `readDocuments` refuses.
 */
export async function* readRunRows(
  source: Source,
  options: ReadRunRowsOptions = {},
): AsyncGenerator<RunRow, void, undefined> {
  const { format = 'auto' } = options;
  if (!['auto', 'trec', 'msmarco', 'json'].includes(format)) {
    throw optionError('format', format, 'one of auto, trec, msmarco, json');
  }
  const path = nameOf(source);
  let parse: ((line: string, number: number) => RunRow | undefined) | undefined;
  let json: { readonly lines: string[]; length: number } | undefined;
  for await (const { first, lines } of readLines(source, await byteOptions(source, options))) {
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!;
      if (isBlank(line)) continue;
      if (parse === undefined && json === undefined) {
        const found = format === 'auto' ? detect(line) : format;
        if (found === 'json') json = { lines: [], length: 0 };
        else parse = found === 'trec' ? trecRow : msmarcoRow;
      }
      if (json !== undefined) {
        json.lines.push(line);
        json.length += line.length;
        if (json.length > jsonLimit) throw jsonTooLarge(path);
        continue;
      }
      const row = parse!(line, first + i);
      if (row === undefined) {
        const expected =
          parse === trecRow ? 'query, Q0, document, rank, score, tag' : 'query, document, rank';
        throw parseError(path, first + i, expected, excerpt(line));
      }
      yield row;
    }
  }
  if (json !== undefined) yield* jsonRows(json.lines.join('\n'), path);
}

/**
 * Reads a run whole: hits score descending, ties by id ascending in UTF-8 bytes, whatever the order and the
 * ranks in the file, unless `order` asks for those. Also refuses a document that a query has twice (`DUPLICATE_ID`).
 */
export async function readRun(source: Source, options: ReadRunOptions = {}): Promise<Run> {
  const { order = 'score', onRow } = options;
  if (order !== 'score' && order !== 'rank') throw optionError('order', order, 'score or rank');
  const scores = new Map<string, Map<string, number>>();
  const ranks = new Map<string, number[]>();
  for await (const row of readRunRows(source, options)) {
    onRow?.(row);
    addRow(scores, row, source);
    if (order === 'score') continue;
    const given = ranks.get(row.query) ?? [];
    given.push(row.rank);
    ranks.set(row.query, given);
  }
  const run = new Map<string, readonly Hit[]>();
  for (const [query, hits] of scores) {
    const given = ranks.get(query);
    run.set(query, given === undefined ? rankedByScore(hits) : byRank(hits, given));
  }
  return run;
}

/** Refuses a document that its query already has. */
export function addRow(
  scores: Map<string, Map<string, number>>,
  { query, id, score, line }: RunRow,
  source: Source,
): void {
  let hits = scores.get(query);
  if (hits === undefined) {
    hits = new Map();
    scores.set(query, hits);
  }
  if (hits.has(id)) {
    const path = nameOf(source);
    const message = `${path}:${line}: query ${excerpt(query)} has document ${excerpt(id)} twice: remove one`;
    throw new RepriseError('DUPLICATE_ID', message, { details: { path, line, value: id, query } });
  }
  hits.set(id, score);
}

export const rankedByScore = (hits: ReadonlyMap<string, number>): Hit[] =>
  Array.from(hits, ([id, score]) => ({ id, score })).sort(compareHits);

function byRank(hits: ReadonlyMap<string, number>, ranks: readonly number[]): Hit[] {
  return Array.from(hits, ([id, score], i) => ({ hit: { id, score }, rank: ranks[i]! }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ hit }) => hit);
}

/** How many rows each query has, in the order in which they first come; several times faster than reading them. */
export async function countRows(source: Source, options: ReadRunRowsOptions): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const count = (query: string): void => void counts.set(query, (counts.get(query) ?? 0) + 1);
  let format = options.format === 'auto' ? undefined : options.format;
  for await (const { lines } of readLines(source, await byteOptions(source, options))) {
    for (const line of lines) {
      if (isBlank(line)) continue;
      format ??= detect(line);
      if (format === 'json') {
        for await (const { query } of readRunRows(source, options)) count(query);
        return counts;
      }
      count(/[^\t-\r ]+/.exec(line)![0]);
    }
  }
  return counts;
}

function detect(line: string): RunFormat {
  if (/^\s*\{\s*(?:["}]|$)/.test(line)) return 'json';
  return fields(line).length === 3 ? 'msmarco' : 'trec';
}

function trecRow(line: string, number: number): RunRow | undefined {
  const columns = fields(line);
  if (columns.length !== 6) return undefined;
  const rank = decimal(columns[3]!);
  const score = decimal(columns[4]!);
  if (rank === undefined || score === undefined) return undefined;
  return { query: columns[0]!, id: columns[2]!, score, rank, line: number, tag: columns[5]! };
}

function msmarcoRow(line: string, number: number): RunRow | undefined {
  const [query, id, text, more] = fields(line);
  const rank = text === undefined || more !== undefined ? undefined : decimal(text);
  if (rank === undefined || !Number.isSafeInteger(rank) || rank < 1) return undefined;
  return { query: query!, id: id!, score: 1 / rank, rank, line: number };
}

function* jsonRows(source: string, path: string): Generator<RunRow> {
  const expected = '{ query: { document: score } }';
  let run: unknown;
  try {
    run = JSON.parse(source);
  } catch (cause) {
    throw parseError(path, 1, expected, excerpt(source), cause);
  }
  if (!isObject(run)) throw parseError(path, 1, expected, excerpt(source));
  for (const [query, scores] of Object.entries(run)) {
    if (!isId(query) || !isObject(scores))
      throw parseError(path, 1, expected, excerpt(JSON.stringify({ [query]: scores })));
    const hits = Object.entries(scores).map(([id, score]) => {
      if (isId(id) && typeof score === 'number' && Number.isFinite(score)) return { id, score };
      throw parseError(path, 1, expected, excerpt(JSON.stringify({ [query]: { [id]: score } })));
    });
    // JavaScript moves keys that look like whole numbers to the front: the order of the file is lost.
    hits.sort(compareHits);
    for (let i = 0; i < hits.length; i++) yield { query, ...hits[i]!, rank: i + 1, line: 1 };
  }
}

function jsonTooLarge(path: string): RepriseError {
  return new RepriseError(
    'LIMIT_EXCEEDED',
    `${path} is a JSON run above 256 MiB: write it in TREC's columns`,
    {
      details: { path, limit: jsonLimit },
    },
  );
}
