/**
 * A document's features as JSON: `[["keywords", "aspirin, stroke"], …]`, in UTF-8. Lists keep the order, and any
 * name.
 */
import { corruptStore } from './format.js';

export function writeRecord(features: ReadonlyMap<string, string>): Uint8Array {
  return new TextEncoder().encode(JSON.stringify([...features]));
}

export function readRecord(bytes: Uint8Array, path: string, document: string): ReadonlyMap<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw corruptStore(path, `the record of ${document}`, 'JSON', 'not so');
  }
  const sound =
    Array.isArray(value) &&
    value.every(
      (entry) =>
        Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === 'string'),
    );
  const features = new Map(sound ? (value as [string, string][]) : []);
  if (sound && features.size === (value as unknown[]).length) return features;
  throw corruptStore(path, `the record of ${document}`, 'features by name', 'not so');
}
