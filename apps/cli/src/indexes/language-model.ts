import { gguf, type LanguageModel, openAiCompatible, reasonOf, reliable } from '@reprise/llm';
import { RepriseError, type RunOptions } from '@reprise/spec';
import { cacheFolder } from '../cache-folder.js';

/** A language model: a GGUF file in this process, or a model at an address that speaks OpenAI's protocol. */
export type LanguageModelNeed = {
  /** Seconds that an answer may take. Default 300 of a file, 120 of an address. */
  readonly timeout?: number;
} & (
  | {
      readonly file: string;
      /** That it computes with. Default 1, as in its package. */
      readonly threads?: number;
    }
  | { readonly url: string; readonly llm: string }
);

/** What is spent on it, and how to free it. */
export type OpenLanguageModel = Awaited<ReturnType<typeof reliable<LanguageModel>>>;

/** The need that options name; undefined where they name none, half of one or two, or threads of an address. */
export function languageModelNeed({
  model,
  url,
  llm,
  timeout,
  threads,
}: {
  readonly [name in 'model' | 'url' | 'llm' | 'timeout' | 'threads']?: unknown;
}): LanguageModelNeed | undefined {
  const limit = timeout !== undefined && { timeout: Number(timeout) };
  if (model !== undefined) {
    if (url !== undefined || llm !== undefined) return undefined;
    return { file: String(model), ...limit, ...(threads !== undefined && { threads: Number(threads) }) };
  }
  if (url === undefined || llm === undefined || threads !== undefined) return undefined;
  return { url: String(url), llm: String(llm), ...limit };
}

/** Needs that ask for the same are one model. */
export const languageModelKey = (need: LanguageModelNeed): string => JSON.stringify(need);

/** Where every answer is kept: no question is asked twice, also after the process was killed. */
export const generationsFolder = (): string => cacheFolder('generations');

/** Seconds: a processor alone writes a few words in each. */
const timeouts = { file: 300, url: 120 };

/** Opens a model. A missing file or package is told with what to give or install. */
export async function openLanguageModel(need: LanguageModelNeed): Promise<OpenLanguageModel> {
  const local = 'file' in need;
  const { timeout = local ? timeouts.file : timeouts.url } = need;
  const model: LanguageModel = local
    ? await gguf({ path: need.file, threads: need.threads ?? 1 })
    : openAiCompatible(serverOf(need));
  try {
    const cache = generationsFolder();
    return sayKey(
      await reliable(model, { timeout: 1000 * timeout, cache, ...(local && { concurrency: 1 }) }),
    );
  } catch (error) {
    await model.close?.();
    throw error;
  }
}

function serverOf({ url, llm }: { readonly url: string; readonly llm: string }) {
  const apiKey = process.env.REPRISE_LLM_KEY || (isOpenAi(url) && process.env.OPENAI_API_KEY) || undefined;
  return { baseUrl: url, model: llm, ...(apiKey !== undefined && { apiKey }) };
}

/** The key of one provider is sent to nobody else. */
const isOpenAi = (url: string): boolean =>
  URL.canParse(url) && new URL(url).origin === 'https://api.openai.com';

/** The same model, whose refusal of a key says where a key is taken from. */
function sayKey(model: OpenLanguageModel): OpenLanguageModel {
  return Object.freeze({
    ...model,
    generate: (batch: Parameters<LanguageModel['generate']>[0], run?: RunOptions) =>
      model.generate(batch, run).catch((error: unknown) => {
        if (reasonOf(error) !== 'unauthorised') throw error;
        const { code, message, details } = error as RepriseError;
        const remedy =
          'give its key in the environment, as REPRISE_LLM_KEY (or OPENAI_API_KEY for api.openai.com)';
        throw new RepriseError(code, `${message}: ${remedy}`, { details, cause: error });
      }),
  });
}
