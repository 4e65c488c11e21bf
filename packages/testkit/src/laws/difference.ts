/**
 * Where two values differ, as a sentence; `undefined` where they are equal. Order counts in Maps too, as a
 * run must come out the same byte for byte; -0 and 0 are equal. `tolerance` as in `ConformanceOptions`.
 */
export function difference(
  a: unknown,
  b: unknown,
  tolerance: number = 0,
  path: string = '',
): string | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const close = Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
    return a === b || close || (Number.isNaN(a) && Number.isNaN(b)) ? undefined : differs(a, b, path);
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return Object.is(a, b) ? undefined : differs(a, b, path);
  }
  if (classOf(a) !== classOf(b)) {
    return `${path || 'the value'} is of class ${classOf(a)}, then ${classOf(b)}`;
  }
  const [left, right] = [entries(a), entries(b)];
  if (left.length !== right.length) {
    return `${path || 'the value'} has ${left.length} entries, then ${right.length}`;
  }
  for (let i = 0; i < left.length; i++) {
    const [[key, value], [otherKey, otherValue]] = [left[i]!, right[i]!];
    if (key !== otherKey) return differs(key, otherKey, `key ${i} of ${path || 'the value'}`);
    const found = difference(value, otherValue, tolerance, `${path}[${JSON.stringify(key)}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function classOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function entries(value: object): readonly (readonly [unknown, unknown])[] {
  if (value instanceof Map) return [...value];
  if (Array.isArray(value)) return [...value.entries()];
  if (ArrayBuffer.isView(value)) return [...(value as Float32Array).entries()];
  return Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1));
}

function differs(a: unknown, b: unknown, path: string): string {
  return `${path || 'the value'} is ${shown(a)}, then ${shown(b)}`;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
