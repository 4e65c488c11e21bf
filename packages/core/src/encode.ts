import { type Encoder, type Has, type Kind, type Query, RepriseError, type RunOptions } from '@reprise/spec';
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
    checkRepresentations(encoder.name, holder, encoder.writes, 'query', (queries[i] as Query).id);
  });
  return made;
}

/** Encodes the queries that lack something which `encoder` writes; what a query holds already is kept. */
export async function fillQueries(
  encoder: Encoder<Kind, Kind> | undefined,
  queries: readonly Query<Kind>[],
  options: RunOptions,
): Promise<readonly Query<Kind>[]> {
  if (encoder === undefined) return queries;
  const lacking = queries.filter((query) => encoder.writes.some((kind) => query[kind] === undefined));
  const encoded = await encodeQueries(encoder, lacking, options);
  const filled = new Map(lacking.map((query, i) => [query, { ...encoded[i], ...query }]));
  return queries.map((query) => filled.get(query) ?? query);
}

/** What a query must hold before a stage that reads `reads` and may fill in what `encoder` writes. */
export function requiredKinds(
  name: string,
  reads: readonly Kind[],
  encoder: Encoder<Kind, Kind> | undefined,
): readonly Kind[] {
  const stray = encoder?.writes.find((kind) => !reads.includes(kind));
  if (stray !== undefined) {
    throw new RepriseError(
      'INCOMPATIBLE_STAGES',
      `${encoder?.name} makes ${stray} and ${name} reads ${reads.join(', ')}: give an encoder that makes that`,
      { details: { index: name, kind: stray } },
    );
  }
  const made = new Set(encoder?.writes);
  return [...new Set([...(encoder?.reads ?? []), ...reads.filter((kind) => !made.has(kind))])];
}
