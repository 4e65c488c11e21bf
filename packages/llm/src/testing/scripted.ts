import type { LanguageModelWith } from '../model/language-model.js';
import { type Answer, languageModel } from '../model/make-language-model.js';
import type { CheckedGeneration } from '../model/requests.js';

export interface Scripted {
  readonly model: LanguageModelWith<'embed' | 'nextTokens'>;
  readonly asked: string[];
  readonly busiest: () => number;
}

/** A model that answers what `answer` says, by default its prompt in capitals; a token is a character. */
export function scripted(
  answer: (request: CheckedGeneration, call: number, signal: AbortSignal) => Promise<string> | string = ({
    prompt,
  }) => prompt.toUpperCase(),
  identity = '',
): Scripted {
  const asked: string[] = [];
  let open = 0;
  let busiest = 0;
  const generate = async (request: CheckedGeneration, signal: AbortSignal): Promise<Answer> => {
    asked.push(request.prompt);
    busiest = Math.max(busiest, ++open);
    try {
      const text = await answer(request, asked.length, signal);
      return {
        text,
        finish: 'stop',
        usage: { inputTokens: request.prompt.length, outputTokens: text.length },
      };
    } finally {
      open--;
    }
  };
  const model = languageModel({
    name: 'scripted',
    model: 'capitals',
    identity,
    generate,
    embed: async (batch) => {
      const texts = batch.map((item) => (typeof item === 'string' ? item : item.prompt));
      asked.push(texts.join('|'));
      const vectors = texts.map((text) => Float32Array.of(text.length, 1));
      return { vectors, usage: { inputTokens: texts.join('').length, outputTokens: 0 } };
    },
    nextTokens: async ({ prompt, count }) => {
      asked.push(prompt);
      const tokens = [...prompt].slice(0, count).map((text, i) => ({ text, id: i, logProbability: -1 - i }));
      return { tokens, usage: { inputTokens: prompt.length, outputTokens: 0 } };
    },
  });
  return { model, asked, busiest: () => busiest };
}

/** The error that a promise rejects with. */
export async function errorOf(work: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  return work.then(
    () => {
      throw new Error('it was expected to fail');
    },
    (error) => error,
  );
}
