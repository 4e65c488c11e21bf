/**
 * PromptReps: a decoder as an encoder, by asking it for one word that stands for a text and looking at what it is
 * about to write. From the state at the last token of the prompt:
 *
 *     vector  = final hidden state, at length 1
 *     terms   = round(100 · ln(1 + max(0, logit))) of the tokens of the text's own words, the heaviest 128
 *
 * Zhuang, Ma, Koopman, Lin and Zuccon: PromptReps, EMNLP 2024 (arXiv 2404.18424), and `ielab/PromptReps`: words in
 * lower case, without stop words and punctuation, each word tokenised alone; half a point rounds to the even side;
 * where a text has no such word, the ten heaviest tokens stand in. Terms are the tokens' own text, so those of two
 * ids can fall together.
 *
 * Departures: the prompt is in our own words, as are the stop words; small differences of a prompt move scores, so
 * `prompts` takes others. Feedback stands before the query, in the same turn, so that the query is nearest to the
 * answer.
 */
import type { LanguageModel, NextToken, Prompt } from '@reprise/llm';
import { type Encoder, type Has, optionError, RepriseError, type RunOptions } from '@reprise/spec';
import { words } from '../extractive/split-text.js';
import { stopWords } from '../extractive/stop-words.js';
import { passageText } from '../features/clean-text.js';
import { type PromptRepsEncoder, type PromptRepsOptions, promptRepsPrompts } from './prompt-reps-options.js';

/** Tokens that stand in for a text without words. */
const standIns = 10;

/**
 * A language model as an encoder; see the head of this file. `INVALID_INPUT` where terms need logits it does not
 * give.
 */
export function promptReps<W extends 'vector' | 'terms'>(
  options: PromptRepsOptions<W>,
): PromptRepsEncoder<W> {
  const { model, writes, prompts = promptRepsPrompts, characters = 2000, terms = 128 } = options;
  const { embed, nextTokens } = Object(model) as LanguageModel;
  const { space = `PromptReps ${model?.model}` } = options;
  if (
    !Array.isArray(writes) ||
    writes.length === 0 ||
    !writes.every((kind) => kind === 'vector' || kind === 'terms')
  )
    throw optionError('writes', writes, "['vector'], ['terms'] or both");
  for (const [kind, ability] of [
    ['vector', embed],
    ['terms', nextTokens],
  ] as const) {
    if ((writes as readonly string[]).includes(kind) && typeof ability !== 'function')
      throw optionError('model', Object(model).name ?? model, `a model that can make ${kind}, such as gguf`);
  }
  for (const [name, value] of Object.entries({ characters, terms })) {
    if (!(Number.isSafeInteger(value) && value >= 1))
      throw optionError(name, value, 'a whole number of at least 1');
  }

  const promptOf = (before: string, form: string, text: string): Prompt => ({
    system: prompts.system,
    prompt: before + fill(form, text),
    opening: prompts.opening,
  });
  const encodePrompts = async (
    batch: readonly { readonly prompt: Prompt; readonly said: string }[],
    { signal, concurrency, batchSize }: RunOptions = {},
  ): Promise<readonly Has<W>[]> => {
    const run: RunOptions = {
      ...(signal && { signal }),
      ...(concurrency !== undefined && { concurrency }),
      ...(batchSize !== undefined && { batchSize }),
    };
    const wants = (kind: 'vector' | 'terms'): boolean => (writes as readonly string[]).includes(kind);
    const embedded = wants('vector')
      ? await embed!(
          batch.map(({ prompt }) => prompt),
          run,
        )
      : undefined;
    const asked = batch.map(({ said, prompt }) => ({ ...prompt, ...ownWords(said) }));
    const next = wants('terms') ? await nextTokens!(asked, run) : undefined;
    return batch.map((_, i) => ({
      ...(embedded && { vector: { space, data: unit(embedded.vectors[i]!) } }),
      ...(next && { terms: impacts(next[i]!.tokens, terms, model.name) }),
    })) as unknown as readonly Has<W>[];
  };

  return Object.freeze({
    spec: 'v1',
    name: 'promptReps',
    reads: ['text'],
    writes: [...writes],
    space,
    encode: (batch, role, run) =>
      encodePrompts(
        batch.map(({ text }) => {
          const said = passageText(text, characters);
          return { said, prompt: promptOf('', role === 'query' ? prompts.query : prompts.passage, said) };
        }),
        run,
      ),
    encodeQueries: (batch, run) =>
      encodePrompts(
        batch.map(({ text, block }) => {
          const said = passageText(text, characters);
          const lines = block.slice(0, characters);
          const before = lines === '' ? '' : fill(prompts.feedback, lines);
          return { said: `${lines}\n${said}`, prompt: promptOf(before, prompts.query, said) };
        }),
        run,
      ),
  } satisfies PromptRepsEncoder<W>);
}

/** Whether an encoder takes feedback beside the query. */
export function isPromptReps<W extends 'vector' | 'terms'>(
  encoder: Encoder<'text', W>,
): encoder is PromptRepsEncoder<W> {
  return typeof (encoder as Partial<PromptRepsEncoder<W>>).encodeQueries === 'function';
}

const fill = (form: string, text: string): string => form.replace(/\{(?:text|features)\}/, () => text);

/** Which tokens are wanted: those of the text's words, or the heaviest where it has none. */
function ownWords(text: string): { readonly count: number; readonly words?: readonly string[] } {
  const own = [...new Set(words(text).map(({ key }) => key))].filter((key) => !stopWords.has(key));
  return own.length > 0 ? { count: 0, words: own } : { count: standIns };
}

function impacts(tokens: readonly NextToken[], count: number, model: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const { text, logit } of tokens) {
    if (logit === undefined) {
      throw new RepriseError(
        'INVALID_INPUT',
        `${model} gives probabilities and no logits: let promptReps write ['vector'] alone, or use a model file with gguf`,
      );
    }
    const weight = roundHalfToEven(100 * Math.log1p(Math.max(0, logit)));
    if (weight > 0) weights.set(text, Math.max(weight, weights.get(text) ?? 0));
  }
  return new Map(
    [...weights].sort(([a, x], [b, y]) => y - x || Number(a > b) - Number(a < b)).slice(0, count),
  );
}

function roundHalfToEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}
