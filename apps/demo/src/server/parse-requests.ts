import { checkId, RepriseError } from '@reprise/spec';
import type { EvaluateRequest, GivenJudgement, SearchRequest } from '../api/types.js';

/** Most characters of a query, and most hits, that a request may ask for. */
export const longestQuery: number = 1_000;
export const mostHits: number = 1_000;
/** Most characters of a pipeline or measure, and most documents that one person judges for one query. */
const longestPipeline = 2_000;
const longestMeasure = 100;
const mostGiven = 1_000;
const highestGrade = 1_000;

/** Refuses with `INVALID_INPUT` or `LIMIT_EXCEEDED` what is no request to search. */
export function parseSearchRequest(body: unknown): SearchRequest {
  const fields = fieldsOf(body, ['query', 'pipeline', 'k', 'given', 'judgedQuery']);
  const k = fields.get('k');
  if (k !== undefined && !(Number.isInteger(k) && Number(k) >= 1))
    throw invalid('k', 'is no whole number of at least 1');
  if (Number(k ?? 1) > mostHits) throw exceeded('k', `is more than ${mostHits}`);
  const given = fields.get('given');
  const judgedQuery = fields.get('judgedQuery');
  if (judgedQuery !== undefined) checkId(judgedQuery, 'judgedQuery');
  return {
    query: text(fields, 'query', longestQuery),
    pipeline: text(fields, 'pipeline', longestPipeline),
    ...(k !== undefined && { k: Number(k) }),
    ...(given !== undefined && { given: parseGiven(given) }),
    ...(judgedQuery !== undefined && { judgedQuery }),
  };
}

/** Refuses with `INVALID_INPUT` or `LIMIT_EXCEEDED` what is no request to evaluate. */
export function parseEvaluateRequest(body: unknown): EvaluateRequest {
  const fields = fieldsOf(body, ['left', 'right', 'measure']);
  return {
    left: text(fields, 'left', longestPipeline),
    right: text(fields, 'right', longestPipeline),
    measure: text(fields, 'measure', longestMeasure),
  };
}

/** Own fields alone: a body may call one `__proto__` or `constructor`. */
function fieldsOf(body: unknown, known: readonly string[]): ReadonlyMap<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new RepriseError(
      'INVALID_INPUT',
      'the body is no JSON object: give one with the fields of the request',
    );
  const fields = new Map<string, unknown>(Object.entries(body));
  const unknown = [...fields.keys()].find((name) => !known.includes(name));
  if (unknown === undefined) return fields;
  throw new RepriseError(
    'INVALID_INPUT',
    `the body has the field ${JSON.stringify(unknown.slice(0, 40))}: known fields are ${known.join(', ')}`,
  );
}

function text(fields: ReadonlyMap<string, unknown>, name: string, longest: number): string {
  const value = fields.get(name);
  if (typeof value !== 'string') throw invalid(name, 'is no text');
  if (value.length > longest) throw exceeded(name, `has more than ${longest} characters`);
  if (value.trim() === '') throw invalid(name, 'is empty');
  if (/\p{Surrogate}/u.test(value)) throw invalid(name, 'holds an unpaired surrogate');
  return value;
}

function parseGiven(value: unknown): readonly GivenJudgement[] {
  if (!Array.isArray(value)) throw invalid('given', 'is no list of judgements');
  if (value.length > mostGiven) throw exceeded('given', `has more than ${mostGiven} judgements`);
  const given = value.map((item: unknown) => {
    const fields = fieldsOf(item, ['id', 'grade']);
    const [id, grade] = [fields.get('id'), fields.get('grade')];
    checkId(id, 'a judged document');
    if (!(Number.isInteger(grade) && Math.abs(Number(grade)) <= highestGrade))
      throw invalid('given', `has a grade that is no whole number from -${highestGrade} to ${highestGrade}`);
    return { id, grade: Number(grade) };
  });
  const twice = new Set(given.map(({ id }) => id)).size < given.length;
  if (twice) throw new RepriseError('DUPLICATE_ID', 'given has a document twice: judge each once');
  return given;
}

const invalid = (name: string, fault: string): RepriseError =>
  new RepriseError('INVALID_INPUT', `${name} ${fault}`, { details: { option: name } });

const exceeded = (name: string, fault: string): RepriseError =>
  new RepriseError('LIMIT_EXCEEDED', `${name} ${fault}: give less`, { details: { option: name } });
