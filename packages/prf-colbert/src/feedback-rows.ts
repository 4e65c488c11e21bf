import { type Feedback, RepriseError, type TokenMatrix } from '@reprise/spec';

export type TokenFeedback = Feedback<'tokens', 'tokens'>;

/** The token rows to be clustered, in an order that does not depend on that of the documents. */
export interface FeedbackRows {
  readonly dimensions: number;
  readonly count: number;
  /** How many of them differ from each other. */
  readonly distinct: number;
  readonly points: Float32Array;
  /** Position of each row's document among the positive ones. */
  readonly documents: Uint32Array;
  /** Token of each row; −1 for a row of padding, and where its document knows none. */
  readonly tokens: Int32Array;
}

/** The squares of larger numbers, added up over many dimensions, would leave float32. */
const largest = Math.fround(1e15);

/**
 * Gathers the rows of the positive documents: those of all zeros left out, then each document filled up to `padTo` rows
 * with zeros. Refuses what is of another space or shape than the query, and numbers that are not finite or beyond 1e15.
 */
export function feedbackRows(feedback: TokenFeedback, padTo: number): FeedbackRows {
  const { query, positive } = feedback;
  const { dimensions } = query.tokens;
  const holder = `query ${JSON.stringify(query.id)}`;
  checkMatrix(holder, query.tokens, query.tokens);
  checkValues(holder, query.tokens);

  const rows: Row[] = [];
  positive.forEach(({ id, tokens }, document) => {
    checkMatrix(nameOf(id), tokens, query.tokens);
    const before = rows.length;
    for (let row = 0; row < tokens.weights.length; row++) {
      const values = tokens.data.subarray(row * dimensions, (row + 1) * dimensions);
      if (isZero(values)) continue;
      rows.push({ first: values[0]!, values, document, token: tokens.ids?.[row] ?? -1 });
    }
    const padding = { first: 0, values: new Float32Array(dimensions), document, token: -1 };
    while (rows.length - before < padTo) rows.push(padding);
  });
  rows.sort((a, b) => a.first - b.first || compareValues(a.values, b.values) || a.token - b.token);

  const points = new Float32Array(rows.length * dimensions);
  rows.forEach(({ values }, i) => {
    points.set(values, i * dimensions);
  });
  if (!(largestOf(points) <= largest)) {
    for (const { id, tokens } of positive) checkValues(nameOf(id), tokens);
  }
  return {
    dimensions,
    count: rows.length,
    distinct: rows.filter(({ values }, i) => i === 0 || compareValues(rows[i - 1]!.values, values) !== 0)
      .length,
    points,
    documents: Uint32Array.from(rows, ({ document }) => document),
    tokens: Int32Array.from(rows, ({ token }) => token),
  };
}

interface Row {
  /** The first of its values, which decides most comparisons. */
  readonly first: number;
  readonly values: Float32Array;
  readonly document: number;
  readonly token: number;
}

function isZero(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== 0) return false;
  }
  return true;
}

function compareValues(a: Float32Array, b: Float32Array): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return 0;
}

/** The bits of −0 as a signed integer. */
const lowest = -0x80000000;

/**
 * The largest magnitude, NaN where there is one; and −0 becomes 0, as rows that differ in the sign of a zero are the
 * same row. By the bits, whose order without the sign is that of the numbers: twice as fast as by the numbers.
 */
function largestOf(points: Float32Array): number {
  const bits = new Int32Array(points.buffer, points.byteOffset, points.length);
  let most = 0;
  let least = 0;
  for (let i = 0, end = bits.length; i < end; i++) {
    most = Math.max(most, bits[i]! & 0x7fffffff);
    least = Math.min(least, bits[i]!);
  }
  // −0 has the lowest of all bits.
  for (let i = 0, end = least === lowest ? bits.length : 0; i < end; i++) {
    if (bits[i] === lowest) bits[i] = 0;
  }
  return new Float32Array(Int32Array.of(most).buffer)[0]!;
}

function nameOf(document: string): string {
  return `document ${JSON.stringify(document)}`;
}

function checkMatrix(holder: string, matrix: TokenMatrix, query: TokenMatrix): void {
  const { space, dimensions, data, weights, ids } = matrix;
  if (space !== query.space) {
    throw new RepriseError(
      'SPACE_MISMATCH',
      `${holder} lies in the space ${space} and the query in ${query.space}: encode both with one encoder`,
      { details: { found: space, expected: query.space } },
    );
  }
  if (dimensions !== query.dimensions) {
    throw new RepriseError(
      'DIMENSION_MISMATCH',
      `${holder} has token rows of ${dimensions} dimensions and the query of ${query.dimensions}: encode both with one encoder`,
      { details: { found: dimensions, expected: query.dimensions } },
    );
  }
  if (data.length !== weights.length * dimensions || (ids !== undefined && ids.length !== weights.length)) {
    throw new RepriseError(
      'INVALID_INPUT',
      `${holder} has ${data.length} numbers and ${ids?.length ?? 'no'} ids for ${weights.length} token rows of ` +
        `${dimensions} dimensions: give each row its numbers, and its id or none at all`,
    );
  }
}

function checkValues(holder: string, { data, dimensions }: TokenMatrix): void {
  for (let i = 0; i < data.length; i++) {
    if (Math.abs(data[i]!) <= largest) continue;
    const row = Math.floor(i / dimensions);
    throw new RepriseError(
      'INVALID_INPUT',
      `${holder} holds ${data[i]} in its token row ${row}: encode it again, to rows of length 1`,
      { details: { row, value: data[i] } },
    );
  }
}
