import { compareHits, type Fuser, type Hit, RepriseError } from '@reprise/spec';

/** A row of a run file, such as `readRunRows` of @reprise/datasets gives. */
export interface RunRow {
  readonly query: string;
  readonly id: string;
  readonly score: number;
}

/**
 * Fuses runs that are too large to hold, query by query, from the rows of their files. The rows of a query must stand
 * together in each file (`INVALID_INPUT`); they are ranked by score, then id, whatever their order.
 *
 * A query is fused as soon as every file has given it or has ended. Files with their queries in the same order need the
 * memory of one query each; what one file gives early is kept until the others have caught up.
 */
export async function* fuseRunRows(
  fuser: Fuser,
  files: readonly AsyncIterable<RunRow>[],
): AsyncGenerator<readonly [query: string, hits: readonly Hit[]], void, undefined> {
  const readers = files.map((rows, i) => queriesOf(rows, i));
  const waiting = new Map<string, (readonly Hit[] | undefined)[]>();
  const open = new Set(readers.keys());
  try {
    while (open.size > 0) {
      for (const i of [...open]) {
        const next = await readers[i]!.next();
        if (next.done) {
          open.delete(i);
          continue;
        }
        const { query, hits } = next.value;
        const found = waiting.get(query) ?? new Array<undefined>(files.length).fill(undefined);
        found[i] = hits;
        waiting.set(query, found);
      }
      for (const [query, found] of waiting) {
        if (found.some((hits, i) => hits === undefined && open.has(i))) continue;
        waiting.delete(query);
        yield [query, fuser.fuse(found.map((hits) => hits ?? []))];
      }
    }
  } finally {
    // Closes the files where the caller stops early or a row is refused.
    await Promise.all(readers.map((reader) => reader.return()));
  }
}

async function* queriesOf(
  rows: AsyncIterable<RunRow>,
  file: number,
): AsyncGenerator<{ readonly query: string; readonly hits: readonly Hit[] }, void, undefined> {
  const seen = new Set<string>();
  let query: string | undefined;
  let hits: Hit[] = [];
  for await (const row of rows) {
    if (row.query !== query) {
      if (query !== undefined) yield { query, hits: hits.sort(compareHits) };
      if (seen.has(row.query)) {
        throw new RepriseError(
          'INVALID_INPUT',
          `run ${file}: the rows of query ${JSON.stringify(row.query)} do not stand together: sort the file by query`,
          { details: { value: row.query, run: file } },
        );
      }
      seen.add(row.query);
      query = row.query;
      hits = [];
    }
    hits.push({ id: row.id, score: row.score });
  }
  if (query !== undefined) yield { query, hits: hits.sort(compareHits) };
}
