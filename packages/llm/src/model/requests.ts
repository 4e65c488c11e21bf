import { optionError, RepriseError } from '@reprise/spec';
import type { GenerationRequest, NextTokensRequest, Prompt } from './language-model.js';

export const defaultMaxTokens = 512;

/** A request with its defaults filled in. */
export type CheckedGeneration = GenerationRequest &
  Required<Pick<GenerationRequest, 'maxTokens' | 'temperature'>>;
export type CheckedNextTokens = NextTokensRequest & Required<Pick<NextTokensRequest, 'count'>>;

export function checkPrompt({ system, prompt, opening }: Prompt): void {
  if (typeof prompt !== 'string' || prompt === '') throw optionError('prompt', prompt, 'a non-empty string');
  if (system !== undefined && typeof system !== 'string') throw optionError('system', system, 'a string');
  if (opening !== undefined && (typeof opening !== 'string' || opening === ''))
    throw optionError('opening', opening, 'a non-empty string');
}

export function checkGeneration(request: GenerationRequest): CheckedGeneration {
  checkPrompt(request);
  const { opening, schema, maxTokens = defaultMaxTokens, temperature = 0, seed, stop } = request;
  if (!(Number.isSafeInteger(maxTokens) && maxTokens >= 1))
    throw optionError('maxTokens', maxTokens, 'an integer of at least 1');
  if (!(temperature >= 0 && temperature < Infinity))
    throw optionError('temperature', temperature, 'a finite number of at least 0');
  if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0))
    throw optionError('seed', seed, 'an integer of at least 0');
  if (stop !== undefined && !(Array.isArray(stop) && stop.every(isWord)))
    throw optionError('stop', stop, 'non-empty strings');
  if (schema !== undefined && (typeof schema !== 'object' || schema === null || Array.isArray(schema)))
    throw optionError('schema', schema, 'a JSON schema, a plain object');
  if (schema !== undefined && opening !== undefined) {
    throw new RepriseError('INVALID_INPUT', 'a request has both a schema and an opening: give one of them', {
      details: { option: 'opening' },
    });
  }
  return { ...request, maxTokens, temperature };
}

export function checkNextTokens(request: NextTokensRequest): CheckedNextTokens {
  checkPrompt(request);
  const { count = 20, words } = request;
  if (!(count === Infinity || (Number.isSafeInteger(count) && count >= 0)))
    throw optionError('count', count, 'an integer of at least 0, or Infinity');
  if (words !== undefined && !(Array.isArray(words) && words.every(isWord)))
    throw optionError('words', words, 'non-empty strings');
  return { ...request, count };
}

const isWord = (value: unknown): boolean => typeof value === 'string' && value !== '';
