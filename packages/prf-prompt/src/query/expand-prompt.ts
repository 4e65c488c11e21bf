/**
 * PromptPRF: puts into a query what was said of its feedback documents beforehand, and encodes it again.
 *
 *     apart      parts  e(query, features of d_i),  i = 1 … k,  each with the share (1 − weight)/k
 *     together   part   e(query, features of d_1 … d_k)         with the share  1 − weight
 *     q' = weight·e(query) + Σ share·part                        (see `mix.ts`)
 *
 * After Li, Wang, Koopman and Zuccon: LLM-based Pseudo-Relevance Feedback (PromptPRF), arXiv 2503.14887, of which
 * abstract and introduction are all that is known here: features are made of documents alone, offline, and prompt the
 * query encoder, which encodes once more; documents and their index stay as they are.
 *
 * Departures:
 * - The query keeps a weight; the paper searches with the prompted encoding alone (`weight: 0`, `joined: 'together'`).
 * - Any encoder will do, `promptReps` as in the paper or another; of terms each passage's get its share.
 * - The share of a document without features stays with the query. Grades and negative documents are not heeded.
 */
import { type DenseVector, type Has, RepriseError, type RunOptions } from '@reprise/spec';
import { isPromptReps } from '../promptreps/prompt-reps.js';
import { type MixedTerm, mixTerms, mixVectors } from './mix.js';
import { type Passages, type PromptFeedback, readPassages } from './passages.js';
import {
  type Made,
  type PromptPrfOptions,
  type Settings,
  settings,
  type Written,
} from './prompt-prf-options.js';

/** What one text brought to the new query. */
export interface PromptPart {
  /** The passages in it, in the order of the text. */
  readonly passages: readonly {
    readonly id: string;
    readonly rank: number;
    readonly features: ReadonlyMap<string, string>;
  }[];
  /** What was put beside the query: a line a passage. */
  readonly block: string;
  /** What its encoding weighs in the new query. */
  readonly share: number;
}

export interface PromptExpansion {
  /** What the old query's own encoding weighs at least. */
  readonly weight: number;
  readonly parts: readonly PromptPart[];
  /** Ids of the documents that had none of the features. */
  readonly silent: readonly string[];
  /** The new vector, where the encoder writes vectors. */
  readonly vector?: DenseVector;
  /** The new terms, heaviest first, with what each part gave to them, where the encoder writes terms. */
  readonly terms?: readonly MixedTerm[];
}

/**
 * Checks the options and gives the expansion with its reasons: what `promptPrf` writes, and which passage put it
 * there.
 */
export function expandPrompt<W extends Written>(
  options: PromptPrfOptions<W>,
): (feedback: PromptFeedback, run?: RunOptions) => Promise<PromptExpansion> {
  const chosen = settings(options);
  return async (feedback, run) => (await expandAll([feedback], chosen, run))[0]!;
}

/** The expansions of each query, by one call of the encoder. */
export async function expandAll(
  batch: readonly PromptFeedback[],
  chosen: Settings,
  run: RunOptions = {},
): Promise<readonly PromptExpansion[]> {
  const plans = batch.map((feedback) => plan(readPassages(feedback, chosen), chosen));
  const texts = plans.flatMap(({ parts }, i) => {
    const { text } = batch[i]!.query;
    return ['', ...parts.map(({ block }) => block)].map((block) => ({ text, block }));
  });
  const made = await encodeAll(texts, chosen, run);
  let next = 0;
  return plans.map((planned) => {
    const own = made[next]!;
    const each = planned.parts.map(({ share }, i) => ({ share, made: made[next + 1 + i]! }));
    next += 1 + each.length;
    const { encoder, terms } = chosen;
    return {
      ...planned,
      ...(own.vector && {
        vector: mixVectors(
          own.vector,
          each.map(({ share, made: of }) => ({ share, vector: of.vector! })),
          encoder.name,
        ),
      }),
      ...(own.terms && {
        terms: mixTerms(
          own.terms,
          each.map(({ share, made: of }) => ({ share, terms: of.terms! })),
          terms,
          encoder.name,
        ),
      }),
    };
  });
}

function plan({ considered, spoken, silent }: Passages, chosen: Settings): PromptExpansion {
  const share = considered === 0 ? 0 : (1 - chosen.weight) / considered;
  const ordered = chosen.order === 'bestFirst' ? spoken : [...spoken].reverse();
  const groups = chosen.joined === 'apart' || spoken.length === 0 ? ordered.map((one) => [one]) : [ordered];
  const parts = groups.map((group) => ({
    passages: group.map(({ id, rank, features }) => ({ id, rank, features })),
    block: group.map(({ line }) => line).join('\n'),
    share: share * group.length,
  }));
  return { weight: 1 - share * spoken.length, parts, silent };
}

/** A query with what stands beside it; an empty block is the query alone. */
async function encodeAll(
  texts: readonly { readonly text: string; readonly block: string }[],
  { encoder, template }: Settings,
  { signal, concurrency, batchSize }: RunOptions,
): Promise<readonly Made[]> {
  const run: RunOptions = {
    ...(signal && { signal }),
    ...(concurrency !== undefined && { concurrency }),
    ...(batchSize !== undefined && { batchSize }),
  };
  const fill = ({ text, block }: { readonly text: string; readonly block: string }): Has<'text'> => ({
    // In one pass: what a query or a passage says is never taken for a place to fill.
    text:
      block === ''
        ? text
        : template.replace(/\{(query|features)\}/g, (_, name) => (name === 'query' ? text : block)),
  });
  const made = isPromptReps(encoder)
    ? await encoder.encodeQueries(texts, run)
    : await encoder.encode(texts.map(fill), 'query', run);
  if (made.length === texts.length) return made;
  throw new RepriseError(
    'PLUGIN_CONTRACT',
    `${encoder.name} made ${made.length} of ${texts.length} texts: it has to answer each`,
    { details: { expected: texts.length, found: made.length } },
  );
}
