import {
  allFinite,
  type DenseVector,
  type Has,
  type Hit,
  type Kind,
  RepriseError,
  type TokenMatrix,
} from '@reprise/spec';

/** A plugin gave what it had promised not to give. */
export function contractError(plugin: string, fault: string): RepriseError {
  return new RepriseError(
    'PLUGIN_CONTRACT',
    `${plugin} ${fault}: this is a fault of the plugin; its conformance suite shows it`,
    {
      details: { plugin, fault },
    },
  );
}

/** Refuses an answer that is not one item for each that was asked. */
export function checkCount(plugin: string, answers: unknown, asked: number): void {
  if (!Array.isArray(answers))
    throw contractError(plugin, `answered with ${typeof answers} instead of a list`);
  if (answers.length !== asked)
    throw contractError(plugin, `answered ${answers.length} times to a batch of ${asked}`);
}

/** Refuses hits that are too many, not finite, or without id; returns whether they are in order. */
export function checkHits(plugin: string, hits: readonly Hit[], k: number): void {
  if (hits.length > k) throw contractError(plugin, `gave ${hits.length} hits where at most ${k} were asked`);
  for (const { id, score } of hits) {
    if (typeof id !== 'string' || id === '')
      throw contractError(plugin, `gave a hit with the id ${String(id)}`);
    if (!Number.isFinite(score)) throw contractError(plugin, `gave ${JSON.stringify(id)} the score ${score}`);
  }
}

/** Refuses scores that are not one finite number a candidate. */
export function checkScores(plugin: string, scores: Float32Array, ids: readonly string[]): void {
  if (scores.length !== ids.length)
    throw contractError(plugin, `gave ${scores.length} scores for ${ids.length} documents`);
  const at = scores.findIndex((score) => !Number.isFinite(score));
  if (at >= 0) throw contractError(plugin, `gave ${JSON.stringify(ids[at])} the score ${scores[at]}`);
}

/** Refuses representations that are missing, not finite, or that contradict themselves. */
export function checkRepresentations(
  plugin: string,
  holder: Partial<Has<Kind>> | undefined,
  kinds: readonly Kind[],
  role: 'query' | 'document',
  id: string,
): void {
  for (const kind of kinds) {
    const fault = faultOf(kind, holder?.[kind]);
    if (fault !== undefined) {
      throw contractError(plugin, `gave ${kind} for ${role} ${JSON.stringify(id)} that ${fault}`);
    }
  }
}

function faultOf(kind: Kind, value: unknown): string | undefined {
  if (value === undefined || value === null) return 'are missing';
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? undefined : 'is not a string';
    case 'terms': {
      if (!(value instanceof Map)) return 'are not a Map';
      for (const [term, weight] of value as ReadonlyMap<unknown, unknown>) {
        if (!Number.isFinite(weight)) return `hold ${JSON.stringify(term)} with the weight ${String(weight)}`;
      }
      return undefined;
    }
    case 'weighting':
      return value === 'collection' || value === 'query' ? undefined : `is ${String(value)}`;
    case 'vector': {
      const { space, data } = value as DenseVector;
      if (typeof space !== 'string' || !(data instanceof Float32Array)) return 'is not { space, data }';
      return allFinite(data) ? undefined : 'holds a number that is not finite';
    }
    case 'tokens': {
      const { space, data, weights, dimensions } = value as TokenMatrix;
      if (
        typeof space !== 'string' ||
        !(data instanceof Float32Array) ||
        !(weights instanceof Float32Array)
      ) {
        return 'are not { space, dimensions, data, weights }';
      }
      if (data.length !== weights.length * dimensions) {
        return `hold ${data.length} numbers in ${weights.length} rows of ${dimensions}`;
      }
      return allFinite(data) && allFinite(weights) ? undefined : 'hold a number that is not finite';
    }
    default:
      return undefined;
  }
}

/** A vector or token rows, and whose they are. */
export interface Located {
  readonly role: 'query' | 'document';
  readonly id: string;
  readonly value: DenseVector | TokenMatrix;
}

/** Refuses the vector or the token rows of a document that are of another space or dimension than `first`. */
export function checkSameSpace(
  kind: 'vector' | 'tokens',
  first: Located,
  id: string,
  value: DenseVector | TokenMatrix,
): void {
  if (value.space !== first.value.space) {
    throw new RepriseError(
      'SPACE_MISMATCH',
      `the ${kind} of document ${JSON.stringify(id)} is in space ${JSON.stringify(value.space)}, that of ` +
        `${first.role} ${JSON.stringify(first.id)} in ${JSON.stringify(first.value.space)}: ` +
        'encode both with the same encoder',
      { details: { expected: first.value.space, found: value.space } },
    );
  }
  const [found, expected] = [widthOf(value), widthOf(first.value)];
  if (found !== expected) {
    throw new RepriseError(
      'DIMENSION_MISMATCH',
      `the ${kind} of document ${JSON.stringify(id)} has ${found} dimensions, that of ` +
        `${first.role} ${JSON.stringify(first.id)} has ${expected}: encode both with the same encoder`,
      { details: { expected, found } },
    );
  }
}

const widthOf = (value: DenseVector | TokenMatrix): number =>
  'dimensions' in value ? value.dimensions : value.data.length;
