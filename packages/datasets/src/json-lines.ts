import { RepriseError } from '@reprise/spec';
import { excerpt, parseError } from './parse-error.js';
import { isId } from './plain-id.js';
import { isBlank, type LineBlock, lineLimit } from './read-lines.js';

/** A JSON object and the line it starts on. */
export interface JsonLine {
  readonly line: number;
  readonly value: Readonly<Record<string, unknown>>;
  /** As it stood in the file, for messages. */
  readonly source: string;
}

/**
 * The objects of a JSONL file, or of a file that is one JSON value (an object over several lines, or an
 * array of objects), which has to be read whole and may therefore be at most 16 MiB.
 */
export async function* readJsonLines(
  blocks: AsyncIterable<LineBlock>,
  path: string,
): AsyncGenerator<readonly JsonLine[]> {
  let whole: { first: number; lines: string[]; length: number } | undefined;
  let started = false;
  for await (const { first, lines } of blocks) {
    const objects: JsonLine[] = [];
    for (let i = 0; i < lines.length; i++) {
      const source = lines[i]!;
      if (!whole && isBlank(source)) continue;
      if (!started) {
        started = true;
        const opening = source.trimStart();
        if (opening.startsWith('[') || opening.trimEnd() === '{')
          whole = { first: first + i, lines: [], length: 0 };
      }
      if (whole) {
        whole.lines.push(source);
        whole.length += source.length + 1;
        if (whole.length > lineLimit) throw tooLarge(path);
      } else objects.push({ line: first + i, value: parseObject(source, path, first + i), source });
    }
    if (objects.length > 0) yield objects;
  }
  if (whole) yield parseWhole(whole.lines.join('\n'), path, whole.first);
}

function parseObject(source: string, path: string, line: number): Readonly<Record<string, unknown>> {
  const value = parse(source, path, line);
  if (isObject(value)) return value;
  throw parseError(path, line, 'a JSON object', excerpt(source));
}

function parseWhole(source: string, path: string, line: number): JsonLine[] {
  const value = parse(source, path, line);
  return (Array.isArray(value) ? (value as unknown[]) : [value]).map((entry) => {
    if (!isObject(entry))
      throw parseError(path, line, 'an array of JSON objects', excerpt(JSON.stringify(entry)));
    return { line, value: entry, source: JSON.stringify(entry) };
  });
}

function parse(source: string, path: string, line: number): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch (cause) {
    throw parseError(path, line, 'a JSON object', excerpt(source), cause);
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The id under `field`, without the white space around it that some published files have. Whole numbers
 * are taken for ids too, since some tools write them bare.
 */
export function idField(object: JsonLine, field: string, path: string): string {
  const value = object.value[field];
  const id = typeof value === 'string' ? value.trim() : Number.isSafeInteger(value) ? String(value) : value;
  if (isId(id)) return id;
  throw parseError(path, object.line, `"${field}" with an id`, excerpt(object.source));
}

/** The text under `field`; '' where it is absent or null and `optional`. */
export function textField(object: JsonLine, field: string, path: string, optional = false): string {
  const value = object.value[field];
  if (typeof value === 'string') return value;
  if (optional && (value === undefined || value === null)) return '';
  throw parseError(path, object.line, `"${field}" with a text`, excerpt(object.source));
}

function tooLarge(path: string): RepriseError {
  return new RepriseError(
    'LIMIT_EXCEEDED',
    `${path} is one JSON value above 16 MiB: write one object a line`,
    {
      details: { path, limit: lineLimit },
    },
  );
}
