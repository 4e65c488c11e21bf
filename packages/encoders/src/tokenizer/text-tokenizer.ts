import { Tokenizer } from '@huggingface/tokenizers';
import { RepriseError } from '@reprise/spec';
import type { ModelFiles } from '../folder/model-files.js';
import { type JsonObject, readJsonObject } from '../folder/read-json.js';
import { type Frame, frameOf, type PairFrame, pairFrameOf } from './frames.js';

/** How a text becomes tokens; what a model was trained with. */
export interface InputTemplate {
  /** Stands before the text. Default none. */
  readonly prefix?: string;
  /** Stands behind the text. Default none. */
  readonly suffix?: string;
  /** Whether `[CLS]`, `[SEP]` and their like are put around. Default true. */
  readonly specialTokens?: boolean;
  /** Tokens at most, special ones included. Default: what the folder says. */
  readonly maxTokens?: number;
}

export interface TextTokenizer {
  readonly padToken: number | undefined;
  /** `[CLS]`, `[UNK]` and their like. */
  readonly specialTokens: ReadonlySet<number>;
  /** What a token id stands for, such as `##ing`; undefined for one that no text has. */
  readonly tokenOf: (id: number) => string | undefined;
  /** The id of a token of the vocabulary, such as `[MASK]`; undefined where there is none. */
  readonly idOf: (token: string) => number | undefined;
  /** Token ids; a text too long loses tokens before the last special ones. */
  readonly encode: (
    text: string,
    template: InputTemplate & { readonly maxTokens: number },
  ) => readonly number[];
  /** The words of a text as the tokenizer cuts it before it makes pieces, lower-cased where the model is. */
  readonly words: (text: string) => readonly string[];
  /** The special tokens around a text. */
  readonly frame: Frame;
  /** Those around two texts; `CORRUPT_FILE` where tokenizer.json does not say how two go together. */
  readonly pairFrame: () => PairFrame;
  /** Tokens of `[CLS]` and the prefix, which some models leave out of the mean. */
  readonly prefixTokens: (template: InputTemplate) => number;
}

export interface TokenizerSettings {
  readonly lowerCase: boolean;
}

/**
 * Reads `tokenizer.json` and `tokenizer_config.json`. Their truncation and padding are not used: published files set
 * them to what some export needed. `NOT_FOUND` without a tokenizer, `CORRUPT_FILE` where it cannot be used.
 */
export async function openTokenizer(
  files: ModelFiles,
  { lowerCase }: TokenizerSettings,
): Promise<TextTokenizer> {
  const path = 'tokenizer.json';
  const json = await readJsonObject(files, path);
  if (json === undefined) {
    throw new RepriseError(
      'NOT_FOUND',
      `${files.name} has no tokenizer.json: save the model with a fast tokenizer`,
      { details: { path } },
    );
  }
  const config = (await readJsonObject(files, 'tokenizer_config.json')) ?? {};
  const tokenizer = guarded(path, () => new Tokenizer(json, config));
  const idsOf = (text: string, specials: boolean): readonly number[] =>
    guarded(path, () => tokenizer.encode(text, { add_special_tokens: specials }).ids);

  const bare = idsOf('a', false);
  const frame = frameOf(bare, idsOf('a', true), path);
  const prepare = (text: string): string => {
    // The tokenizer knows no half characters, and other tools write them as U+FFFD.
    const whole = text.replace(/\p{Surrogate}/gu, '\ufffd').trim();
    return lowerCase ? whole.toLowerCase() : whole;
  };
  const isLocal = splitsAtSpaces(json);
  const idsOfStart = (
    text: string,
    maxTokens: number,
    idsOfPart: (part: string) => readonly number[],
  ): readonly number[] => {
    for (let length = 6 * maxTokens; isLocal && length < text.length; length *= 2) {
      const space = text.lastIndexOf(' ', length);
      const ids = space > 0 ? idsOfPart(text.slice(0, space)) : [];
      if (ids.length > maxTokens) return ids;
    }
    return idsOfPart(text);
  };
  return Object.freeze({
    padToken: padTokenOf(tokenizer, json, config),
    specialTokens: new Set(
      [...tokenizer.get_added_tokens_decoder()].filter(([, { special }]) => special).map(([id]) => id),
    ),
    tokenOf: (id: number) => tokenizer.id_to_token(id),
    idOf: (token: string) => tokenizer.token_to_id(token),
    encode: (text: string, template: InputTemplate & { readonly maxTokens: number }) => {
      const { prefix = '', suffix = '', specialTokens = true, maxTokens } = template;
      const ids = idsOfStart(prepare(prefix + text + suffix), maxTokens, (part) =>
        idsOf(part, specialTokens),
      );
      if (ids.length <= maxTokens) return ids;
      const kept = specialTokens ? frame.after.length : 0;
      return [...ids.slice(0, maxTokens - kept), ...ids.slice(ids.length - kept)];
    },
    words: (text: string) =>
      guarded(path, () => {
        const { normalizer, pre_tokenizer: cutter } = tokenizer;
        if (cutter === null) throw new Error('it has no pre_tokenizer to cut words');
        const whole = prepare(text);
        return cutter.pre_tokenize(normalizer === null ? whole : normalizer.normalize(whole));
      }),
    frame,
    pairFrame: () => {
      const options = { text_pair: 'a', add_special_tokens: true, return_token_type_ids: true } as const;
      const { ids, token_type_ids: types } = guarded(path, () => tokenizer.encode('a', options));
      return pairFrameOf(bare, ids, types, path);
    },
    prefixTokens: ({ prefix = '', specialTokens = true }: InputTemplate) =>
      prefix === '' ? 0 : idsOf(prepare(prefix), false).length + (specialTokens ? frame.before.length : 0),
  });
}

/**
 * Whether the tokens of a text's beginning up to a space are the beginning of its tokens. Then no more of a long text
 * is read than it takes to fill the model, which is most of what tokenising costs.
 */
function splitsAtSpaces(json: JsonObject): boolean {
  const typeOf = (part: unknown): unknown => (part as { readonly type?: unknown } | null | undefined)?.type;
  return typeOf(json.model) === 'WordPiece' && typeOf(json.pre_tokenizer) === 'BertPreTokenizer';
}

function padTokenOf(tokenizer: Tokenizer, json: JsonObject, config: JsonObject): number | undefined {
  const named = config.pad_token;
  const content = typeof named === 'object' && named !== null ? (named as JsonObject).content : named;
  const padding = json.padding as { readonly pad_id?: unknown } | null | undefined;
  const id = typeof content === 'string' ? tokenizer.token_to_id(content) : padding?.pad_id;
  return typeof id === 'number' ? id : undefined;
}

/** The tokenizer trusts its file, so whatever it trips over is the file's fault. */
function guarded<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new RepriseError('CORRUPT_FILE', `${path} cannot be used: ${(cause as Error).message}`, {
      details: { path },
      cause,
    });
  }
}
