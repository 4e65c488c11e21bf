/**
 * From a text to the tokens that a model reads, and from these to those whose rows stay.
 *
 *     ColBERT query      [CLS] marker q [SEP] [MASK] … up to the length          all rows
 *     ColBERT document   [CLS] marker d [SEP]                                    all but those of skipped words
 *     any other model    [CLS] prompt text [SEP]                                 all but the prompt's; specials if wanted
 */
import { RepriseError } from '@reprise/spec';
import type { OpenTransformer } from '../model/open-transformer.js';
import { templateOf } from '../tokenizer/template-of.js';
import type { TextTokenizer } from '../tokenizer/text-tokenizer.js';
import type { TokenEncoderOptions } from './token-encoder.js';
import type { TokenLayout } from './token-layout.js';

export interface TokenForm {
  /** What the model reads, filling included where the other tokens attend to it. */
  readonly encode: (text: string) => readonly number[];
  /** What fills a text up to `fill` tokens, unattended; its rows stay. 0: nothing does. */
  readonly fill: number;
  readonly pad: number;
  /** Positions whose rows stay, of the tokens and of what fills them up. */
  readonly keep: (ids: readonly number[]) => readonly number[];
}

type Role = 'query' | 'document';
type Opened = Pick<OpenTransformer, 'tokenizer' | 'settings' | 'limit' | 'padToken'>;

/** The form of a folder's token rows as they are. */
export function plainForm(
  role: Role,
  opened: Opened,
  { specials = 'keep', ...options }: TokenEncoderOptions,
): TokenForm {
  const { tokenizer, settings, padToken } = opened;
  const template = templateOf(options[role], settings.prompts[role], opened);
  const prompt = tokenizer.prefixTokens(template);
  const stays = (id: number, position: number): boolean =>
    tokenizer.specialTokens.has(id) ? specials === 'keep' : position >= prompt;
  return {
    encode: (text) => tokenizer.encode(text, template),
    fill: 0,
    pad: padToken,
    keep: (ids) => positions(ids, stays),
  };
}

/** The form that a ColBERT was trained with. */
export function colbertForm(
  role: Role,
  opened: Opened,
  options: TokenEncoderOptions,
  layout: TokenLayout,
): TokenForm {
  const { tokenizer, limit, padToken } = opened;
  const { marker, maxTokens: length } = layout[role];
  const settings = { ...opened.settings, maxTokens: length };
  const template = templateOf(options[role], layout.prompt, { settings, limit });
  const markers = marker === undefined ? [] : [idOf(tokenizer, marker, layout.path)];
  const inner = { ...template, maxTokens: template.maxTokens - markers.length };
  const dress = (text: string): readonly number[] => {
    const [first, ...rest] = tokenizer.encode(text, inner);
    return [first!, ...markers, ...rest];
  };
  if (role === 'document') {
    const skipped = new Set(layout.skipped.map((word) => tokenizer.idOf(word)));
    const stays = (id: number): boolean => !skipped.has(id);
    return { encode: dress, fill: 0, pad: padToken, keep: (ids) => positions(ids, stays) };
  }
  const all = (ids: readonly number[]): readonly number[] => positions(ids, () => true);
  if (!layout.expands) return { encode: dress, fill: 0, pad: padToken, keep: all };
  const mask = idOf(tokenizer, layout.mask, layout.path);
  const filled = (text: string): readonly number[] => {
    const ids = dress(text);
    return [...ids, ...new Array<number>(template.maxTokens - ids.length).fill(mask)];
  };
  return layout.attendsToExpansion
    ? { encode: filled, fill: 0, pad: padToken, keep: all }
    : { encode: dress, fill: template.maxTokens, pad: mask, keep: all };
}

function positions(
  ids: readonly number[],
  stays: (id: number, position: number) => boolean,
): readonly number[] {
  return ids.flatMap((id, position) => (stays(id, position) ? [position] : []));
}

function idOf(tokenizer: TextTokenizer, token: string, path: string): number {
  const id = tokenizer.idOf(token);
  if (id !== undefined) return id;
  throw new RepriseError(
    'UNSUPPORTED_FORMAT',
    `${path} wants the token ${JSON.stringify(token)} and tokenizer.json has none: take both from one model`,
    { details: { path, value: token } },
  );
}
