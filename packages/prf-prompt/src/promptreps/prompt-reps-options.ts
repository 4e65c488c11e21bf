import type { LanguageModel, LanguageModelWith } from '@reprise/llm';
import type { Encoder, Has, RunOptions } from '@reprise/spec';

/** A query and what stands before it, a line a passage; '' for nothing. */
export interface PromptedQuery {
  readonly text: string;
  readonly block: string;
}

/** An encoder that can be prompted with feedback beside the query. */
export interface PromptRepsEncoder<W extends 'vector' | 'terms'> extends Encoder<'text', W> {
  readonly space: string;
  readonly encodeQueries: (
    batch: readonly PromptedQuery[],
    options?: RunOptions,
  ) => Promise<readonly Has<W>[]>;
}

/** The words around a text, as data. */
export interface PromptRepsPrompts {
  readonly system: string;
  /** With `{text}` in it. */
  readonly passage: string;
  /** With `{text}` in it. */
  readonly query: string;
  /** What stands before a query with feedback, with `{features}` in it. */
  readonly feedback: string;
  /** What the answer is made to begin with. */
  readonly opening: string;
}

export interface PromptRepsOptions<W extends 'vector' | 'terms'> {
  /**
   * A model that gives embeddings of prompts for vectors, and next tokens with their logits for terms: `gguf` does
   * both.
   */
  readonly model: LanguageModel &
    Pick<
      LanguageModelWith<'embed' | 'nextTokens'>,
      ('vector' extends W ? 'embed' : never) | ('terms' extends W ? 'nextTokens' : never)
    >;
  /** What it makes of a text. */
  readonly writes: readonly W[];
  /** Default: `promptRepsPrompts`. */
  readonly prompts?: PromptRepsPrompts;
  /** UTF-16 units of a text at most, and of feedback at most. Default 2,000, some 500 tokens (the reference's 512). */
  readonly characters?: number;
  /** Terms at most. Default 128 (the reference's). */
  readonly terms?: number;
  /** Name of the vectors' space. Default `PromptReps` and the model's name. */
  readonly space?: string;
}

export const promptRepsPrompts: PromptRepsPrompts = Object.freeze({
  system: 'You understand what texts written by people are about.',
  passage:
    'Passage: "{text}". Which one word stands best for this passage when it is to be found? ' +
    'Answer with that word, in lower case.',
  query:
    'Query: "{text}". Which one word stands best for this query when passages are to be found? ' +
    'Answer with that word, in lower case.',
  feedback: 'Notes on the passages found so far:\n{features}\n\n',
  opening: 'The word is: "',
});
