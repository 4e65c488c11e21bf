import type { Encoder, Has, Kind, Query, RunOptions } from '@reprise/spec';
import { checkCount, checkRepresentations } from './check-plugin.js';
import { createStage } from './create-stage.js';
import { checkHolds } from './part.js';
import type { Stage } from './stage.js';

/** Makes representations of every query, replacing those it already holds. */
export function encode<Reads extends Kind, Writes extends Kind>(
  encoder: Encoder<Reads, Writes>,
): Stage<'query', 'query', Reads, Writes> {
  return createStage([
    {
      name: encoder.name,
      input: 'query',
      output: 'query',
      requires: encoder.reads,
      adds: encoder.writes,
      drops: [],
      execute: async (batch, { options }) => {
        const queries = batch as readonly Query[];
        const made = await encodeQueries(encoder, queries, options);
        return queries.map((query, i) => ({ value: { ...query, ...made[i] } as Query }));
      },
    },
  ]);
}

/** Encodes queries and checks what came back. */
export async function encodeQueries<Writes extends Kind>(
  encoder: Encoder<Kind, Writes>,
  queries: readonly Query[],
  options: RunOptions,
): Promise<readonly Has<Writes>[]> {
  for (const query of queries) checkHolds(query, encoder.reads, encoder.name);
  const made = await encoder.encode(queries as readonly Query<Kind>[], 'query', options);
  checkCount(encoder.name, made, queries.length);
  made.forEach((holder, i) => {
    checkRepresentations(encoder.name, holder, encoder.writes, `query ${JSON.stringify(queries[i]?.id)}`);
  });
  return made;
}
