import { shellWord } from '../shell-word.js';

/** The command that finds the same, with the index by its name alone. */
export function commandOf(index: string, query: string, pipeline: string, hits: number): string {
  return `reprise search --index ${shellWord(index)} --query ${shellWord(query)} --pipeline ${shellWord(pipeline)} --hits ${hits}`;
}
