import { extractiveFeatures } from '@reprise/prf-prompt';
import { describe, expect, it } from 'vitest';
import { makerSays } from './maker-says.js';

const say = (identity: string) => makerSays(new Map([['keywords', identity]]), new Set(['keywords']));

describe('what made features', () => {
  it('is said in plain words where no language model did', () => {
    expect(say(extractiveFeatures().identity)).toBe(
      'without a language model, of phrases, names and sentences that stand in the document itself',
    );
  });

  it('is the name of a language model, without what else its answers depend on and without a path', () => {
    const hash = 'a'.repeat(64);
    expect(say(`gguf Qwen3 0.6B ${hash}: keywords@2, 6000 characters`)).toBe(
      'by the language model Qwen3 0.6B',
    );
    expect(say('openAiCompatible /models/small.gguf [true,{"seed": 1}]: keywords@2, 6000 characters')).toBe(
      'by the language model small.gguf',
    );
  });

  it('is said once of several features, and of those alone that were used', () => {
    const makers = new Map([
      ['keywords', 'extractive@1 by words, 10 items'],
      ['entities', 'extractive@1 by words, 10 items'],
      ['facts', 'other'],
    ]);
    expect(makerSays(makers, new Set(['keywords', 'entities']))).not.toContain(';');
    expect(makerSays(makers, new Set(['keywords', 'facts']))).toMatch(/; by the language model other$/);
    expect(makerSays(makers, new Set())).toBeUndefined();
    expect(say('')).toBeUndefined();
  });
});
