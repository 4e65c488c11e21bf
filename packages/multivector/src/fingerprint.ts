import { createHash } from 'node:crypto';
import { pacer } from '@reprise/spec';
import type { MultivectorData } from './multivector-data.js';
import { sectionsOf, settingsOf } from './save-multivector.js';

/** SHA-256 of all that is saved, as hexadecimal digits. */
export async function fingerprintOf(data: MultivectorData, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  const pace = pacer(signal);
  hash.update(JSON.stringify({ ...settingsOf(data), documents: data.ids.size, rows: data.rows.count }));
  for (const { name, data: pieces } of sectionsOf(data)) {
    hash.update(`\n${name}\n`);
    for (const piece of pieces) {
      hash.update(piece);
      const pause = pace();
      if (pause) await pause;
    }
  }
  return hash.digest('hex');
}
