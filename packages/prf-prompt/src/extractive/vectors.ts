/** Vectors of one text's sentences and phrases, at length 1; one of length 0 stays. */
export type Row = Float64Array;

export function unit(row: Iterable<number>): Row {
  const data = Float64Array.from(row);
  const length = Math.sqrt(dot(data, data));
  return length === 0 ? data : data.map((value) => value / length);
}

export function dot(a: Row, b: Row): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The direction of their mean. */
export function centroid(rows: readonly Row[]): Row {
  const sum = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) for (let i = 0; i < sum.length; i++) sum[i]! += row[i]!;
  return unit(sum);
}

/** Rows of 1 + ln tf over the words of all texts. */
export function termRows(texts: readonly (readonly string[])[]): readonly Row[] {
  const columns = new Map<string, number>();
  for (const key of texts.flat()) if (!columns.has(key)) columns.set(key, columns.size);
  return texts.map((keys) => {
    const row = new Float64Array(columns.size);
    for (const key of keys) row[columns.get(key)!]!++;
    return unit(row.map((count) => (count === 0 ? 0 : 1 + Math.log(count))));
  });
}
