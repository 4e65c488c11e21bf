import type { Prompt, Usage } from './language-model.js';

export function addUsage(all: readonly Usage[]): Usage {
  return {
    inputTokens: all.reduce((sum, usage) => sum + usage.inputTokens, 0),
    outputTokens: all.reduce((sum, usage) => sum + usage.outputTokens, 0),
  };
}

/**
 * More input tokens than the prompt can have: one a byte, as no tokenizer makes more, and 64 for the marks that a chat
 * layout puts around it.
 */
export function mostInputTokens(input: string | Prompt): number {
  const texts = typeof input === 'string' ? [input] : [input.system, input.prompt, input.opening];
  const encoder = new TextEncoder();
  return texts.reduce((sum, text) => sum + (text === undefined ? 0 : encoder.encode(text).length), 64);
}
