import type { LlamaRuntime, Runtime } from '../gguf/llama-runtime.js';

/** The part of `node-llama-cpp` that is called, over a model whose tokens are characters and that answers `answer`. */
export function scriptedLlama(
  answer: (prompt: string, options: Record<string, unknown>) => Promise<string> | string,
): { readonly runtime: LlamaRuntime; readonly log: readonly string[] } {
  const log: string[] = [];
  const tokenize = (text: string): number[] => [...text].map((letter) => letter.codePointAt(0) as number);
  const newSequence = () => {
    const meter = { usedOutputTokens: 0 };
    const sequence = {
      tokenMeter: meter,
      contextTokens: [] as number[],
      clearHistory: async () => {
        log.push('clear');
        sequence.contextTokens = [];
      },
      eraseContextTokenRanges: async ([range]: readonly {
        readonly start: number;
        readonly end: number;
      }[]) => {
        log.push(`erase ${range?.start} to ${range?.end}`);
        sequence.contextTokens = sequence.contextTokens.slice(0, range?.start);
      },
      controlledEvaluate: async (input: readonly (number | readonly [number, object])[]) => {
        log.push(`evaluate ${input.length}`);
        sequence.contextTokens.push(...input.map((item) => (typeof item === 'number' ? item : item[0])));
        const logits = new Map([97, 98, 99].map((id, i) => [id, 3 - i]));
        return input.map((_, i) => (i === input.length - 1 ? { next: { logits } } : undefined));
      },
    };
    return sequence;
  };
  const wrapper = {
    generateInitialChatHistory: ({ systemPrompt }: { systemPrompt: string }) => [
      { type: 'system', text: systemPrompt },
    ],
    generateContextState: ({ chatHistory }: { chatHistory: readonly object[] }) => {
      const parts = chatHistory as { text?: string; response?: string[] }[];
      const text = parts.map((part) => part.text ?? part.response?.join('') ?? '').join('|');
      return { contextText: { tokenize: () => tokenize(text) } };
    },
  };
  const runtime: Runtime = {
    getLlama: async (options) => {
      log.push(`open ${JSON.stringify(options)}`);
      if ((options as { readonly gpu?: unknown }).gpu === 'metal') throw new Error('no binary');
      return {
        loadModel: async ({ modelPath }) => {
          if (modelPath.endsWith('broken.gguf')) throw new Error('tensor is cut off');
          return {
            tokenizer: {},
            trainContextSize: 256,
            fileInfo: { metadata: { general: { name: 'Letters' } } },
            createContext: async ({ contextSize }) => {
              if (contextSize > 100_000) throw new Error('too little memory');
              return { getSequence: newSequence };
            },
            createEmbeddingContext: async () => ({
              calculateInputLength: (input) => input.length,
              getEmbeddingFor: async (input) => ({ vector: [input.length, 1] }),
            }),
            tokenize,
            detokenize: (tokens) => String.fromCodePoint(...tokens),
          };
        },
        createGrammarForJsonSchema: async (schema) => {
          if (schema.type === 'odd') throw new Error('odd type');
          return { grammarOf: schema };
        },
        dispose: async () => void log.push('dispose'),
      };
    },
    resolveChatWrapper: () => wrapper,
    LlamaChatSession: class {
      readonly #system: string;
      readonly #sequence: ReturnType<typeof newSequence>;
      constructor(options: { readonly systemPrompt: string; readonly contextSequence: object }) {
        this.#system = options.systemPrompt;
        this.#sequence = options.contextSequence as ReturnType<typeof newSequence>;
      }
      async promptWithMeta(prompt: string, options: object) {
        log.push(`prompt ${this.#system}>${prompt}`);
        const responseText = await answer(prompt, options as Record<string, unknown>);
        this.#sequence.tokenMeter.usedOutputTokens += responseText.length;
        this.#sequence.contextTokens = tokenize(`${this.#system}|${prompt}|${responseText}`);
        return { responseText, stopReason: responseText.endsWith('…') ? 'maxTokens' : 'eogToken' };
      }
      dispose() {
        log.push('end');
      }
    },
  };
  return { runtime: runtime as LlamaRuntime, log };
}
