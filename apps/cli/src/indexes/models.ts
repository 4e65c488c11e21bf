import { type CrossEncoderOptions, openCrossEncoder, openEncoder, presets } from '@reprise/encoders';
import type { Encoder, Reranker } from '@reprise/spec';
import { partsOf, sayForm, type trainedForms } from './encoded.js';
import { rememberQueries } from './remember-queries.js';

/** A model that no documents were encoded with: one that re-ranks, or a query encoder that was trained to feed back. */
export interface ModelNeed {
  readonly form: 'crossEncoder' | TrainedForm;
  /** `model`, its folder, and what it is opened with, as the pipeline says it. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

export type TrainedForm = (typeof trainedForms)[number];

interface Closable {
  readonly close: () => Promise<void>;
}

export type CrossEncoder = Reranker<'text', 'text'> & Closable;

/** Its vectors lie in the space of documents that another model encoded. */
export type TrainedEncoder = Encoder<'text', 'vector'> & Closable & { readonly separator?: string };

/** Needs that ask for the same are one model. */
export const modelKey = ({ form, options }: ModelNeed): string =>
  JSON.stringify([form, Object.entries(options).sort()]);

export async function openFeedbackModel({
  form,
  options: { model, ...options },
}: ModelNeed): Promise<CrossEncoder | TrainedEncoder> {
  const name = String(model);
  if (form === 'crossEncoder') {
    const { queryMaxTokens, ...own } = options;
    const query = queryMaxTokens === undefined ? {} : { query: { maxTokens: queryMaxTokens } };
    return openCrossEncoder(name, { ...own, ...query } as CrossEncoderOptions);
  }
  const { folder, form: preset } = partsOf(name);
  const conventions = preset === undefined ? {} : presets[preset as keyof typeof presets];
  const segments = { ...presets[form].query?.segments, ...options };
  const encoder = await openEncoder(folder, {
    ...conventions,
    query: { ...conventions.query, segments },
  }).catch(sayForm(`model="${folder}#${form}"`, Object.keys(presets)));
  return rememberQueries(encoder);
}
