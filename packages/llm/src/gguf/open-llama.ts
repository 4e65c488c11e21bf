import { type ErrorCode, RepriseError } from '@reprise/spec';
import type { ChatWrapper, Llama, LlamaModel, Runtime, Sequence } from './llama-runtime.js';

export interface OpenLlama {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly contextSize: number;
  readonly sequences: readonly Sequence[];
  readonly wrapper: ChatWrapper;
}

/** Opens a file that is there and has the right first bytes; frees all where that fails. */
export async function openLlama(
  runtime: Runtime,
  path: string,
  options: {
    readonly threads: number;
    readonly gpu: unknown;
    readonly contextTokens: number | undefined;
    readonly sequences: number;
    readonly block: number;
  },
): Promise<OpenLlama> {
  const { threads, gpu, contextTokens, sequences, block } = options;
  const refusal =
    (code: ErrorCode, what: string) =>
    (cause: Error): never => {
      throw new RepriseError(code, `${what}: ${cause.message}`, { details: { path }, cause });
    };
  const llama = await runtime
    .getLlama({
      gpu,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: 'disabled',
      maxThreads: threads,
    })
    .catch(refusal('NOT_FOUND', 'node-llama-cpp has no library for this platform'));
  try {
    const model = await llama
      .loadModel({ modelPath: path })
      .catch(refusal('CORRUPT_FILE', `${path} cannot be opened`));
    const contextSize = contextTokens ?? Math.min(4096, model.trainContextSize);
    const context = await model
      .createContext({ contextSize, threads, sequences, batchSize: block })
      .catch(refusal('LIMIT_EXCEEDED', `${path} cannot be given contextTokens ${contextSize}`));
    const wrapper = runtime.resolveChatWrapper(model);
    if (wrapper === null) return refusal('UNSUPPORTED_FORMAT', path)(new Error('it has no chat layout'));
    return {
      llama,
      model,
      contextSize,
      sequences: Array.from({ length: sequences }, () => context.getSequence()),
      wrapper,
    };
  } catch (error) {
    await llama.dispose();
    throw error;
  }
}
