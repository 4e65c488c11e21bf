import { type Encoder, type FeedbackStrategy, type Kind, optionError } from '@reprise/spec';

export interface TrainedQueryOptions<Writes extends Kind> {
  /**
   * The encoder that was trained on queries with passages behind them. It writes into the space of the documents as they are.
   * Its `separator` is taken where it has one, as that of `openEncoder` has with `query: { segments }`.
   */
  readonly encoder: Encoder<'text', Writes> & { readonly separator?: string };
  /** What stands between the texts for the encoder, such as `[SEP]` or `</s>`. Default: the encoder's own. */
  readonly separator?: string;
  /**
   * Documents it learns from at most. Default 3 in `ancePrf`, 5 in `lol`: what the checkpoints were trained with. 0, in `lol`
   * alone: the query is encoded without any, whatever was judged.
   */
  readonly depth?: number;
  /** Whether texts are lower-cased before. Default: true in `ancePrf`, false in `lol`. */
  readonly lowerCase?: boolean;
}

/** The strategy that lets a trained encoder read the query with its positive documents, best first. */
export function trainedQuery<Writes extends Kind>(
  name: string,
  options: TrainedQueryOptions<Writes>,
  usual: { readonly depth: number; readonly least: number; readonly lowerCase: boolean },
): FeedbackStrategy<'text', 'text', Writes> {
  const { encoder, depth = usual.depth, lowerCase = usual.lowerCase } = options;
  const separator = checkSeparator(options.separator ?? encoder.separator);
  if (!Number.isInteger(depth) || depth < usual.least)
    throw optionError('depth', depth, `a whole number from ${usual.least}`);
  return Object.freeze({
    spec: 'v1',
    name,
    reads: ['text'],
    sees: ['text'],
    writes: encoder.writes,
    // One of 0 would leave every query as it was.
    ...(depth > 0 && { depth: { positive: depth } }),
    refine: async (batch, run = {}) => {
      const inputs = batch.map(({ query, positive }) => {
        const passages = positive.slice(0, depth).map(({ text }) => text);
        return { text: joinedInput(query.text, passages, separator, lowerCase) };
      });
      return encoder.encode(inputs, 'query', run);
    },
  } satisfies FeedbackStrategy<'text', 'text', Writes>);
}

export function checkSeparator(separator: string | undefined): string {
  if (typeof separator === 'string' && separator !== '') return separator;
  throw optionError('separator', separator, 'what the encoder has between texts, such as [SEP] or </s>');
}

/** Query and passages with the separator between them and nowhere else: no passage can end itself and begin another. */
export function joinedInput(
  query: string,
  passages: readonly string[],
  separator: string,
  lowerCase: boolean,
): string {
  const texts = [query, ...passages].map((text) =>
    (lowerCase ? text.toLowerCase() : text).replaceAll(separator, ' '),
  );
  return texts.join(separator);
}
