import type { DenseVector, Kind, TokenMatrix } from '@reprise/spec';

/** What is wrong with a representation; `undefined` where nothing is. Kinds of other plugins always pass. */
export function faultOfKind(kind: Kind, value: unknown): string | undefined {
  if (value === undefined || value === null) return `${kind} is missing`;
  const fault = checks[kind as keyof typeof checks]?.(value as never);
  return fault === undefined ? undefined : `${kind} ${fault}`;
}

const checks = {
  text: (value: unknown) => (typeof value === 'string' ? undefined : 'is not a string'),
  terms: (value: unknown) => {
    if (!(value instanceof Map)) return 'is not a Map';
    const bad = [...value].find(([term, weight]) => typeof term !== 'string' || !Number.isFinite(weight));
    return bad && `holds ${JSON.stringify(bad[0])} with the weight ${String(bad[1])}`;
  },
  weighting: (value: unknown) =>
    value === 'collection' || value === 'query' ? undefined : `is ${String(value)}`,
  vector: ({ space, data }: DenseVector) => faultOfSpace(space) ?? faultOfNumbers('data', data),
  tokens: ({ space, dimensions, data, weights, ids, labels }: TokenMatrix) =>
    faultOfSpace(space) ??
    faultOfNumbers('data', data) ??
    faultOfNumbers('weights', weights) ??
    (data.length === weights.length * dimensions
      ? undefined
      : `holds ${data.length} numbers in ${weights.length} rows of ${dimensions}`) ??
    ([ids, labels].every((rows) => rows === undefined || rows.length === weights.length)
      ? undefined
      : 'has another number of ids or labels than of rows'),
  features: (value: unknown) => {
    if (!(value instanceof Map)) return 'is not a Map';
    return [...value].flat().every((part) => typeof part === 'string')
      ? undefined
      : 'holds more than strings';
  },
};

function faultOfSpace(space: unknown): string | undefined {
  return typeof space === 'string' && space !== '' ? undefined : `has the space ${JSON.stringify(space)}`;
}

function faultOfNumbers(name: string, numbers: unknown): string | undefined {
  if (!(numbers instanceof Float32Array)) return `has ${name} that is not a Float32Array`;
  const bad = numbers.find((number) => !Number.isFinite(number));
  return bad === undefined ? undefined : `holds ${bad}`;
}
