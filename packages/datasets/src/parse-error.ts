import { RepriseError } from '@reprise/spec';

/** The start of a value as messages show it, in quotes. */
export const excerpt = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** `corpus.jsonl:12: expected a JSON object, found "…"`. Lines count from 1. */
export function parseError(
  path: string,
  line: number,
  expected: string,
  found: string,
  cause?: unknown,
): RepriseError {
  return new RepriseError('PARSE_ERROR', `${path}:${line}: expected ${expected}, found ${found}`, {
    details: { path, line, expected, found },
    cause,
  });
}
