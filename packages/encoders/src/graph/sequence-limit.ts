import { fields } from '../folder/fields.js';
import type { JsonObject } from '../folder/read-json.js';

/** Model types whose positions begin behind the padding token's number. */
const offsetTypes = new Set(['roberta', 'xlm-roberta', 'camembert', 'mpnet']);

export interface SequenceLimit {
  readonly pad: number | undefined;
  /** Most tokens that a text may have, specials included. */
  readonly limit: number | undefined;
}

/** What config.json says of it, whatever the model's type; nothing without one. */
export function sequenceLimit(config: JsonObject | undefined, path: string): SequenceLimit {
  if (config === undefined) return { pad: undefined, limit: undefined };
  const read = fields(config, path);
  const pad = read.count('pad_token_id', 0, 0);
  const positions = read.count('max_position_embeddings', 0, 0);
  const isOffset = offsetTypes.has(read.text('model_type', ''));
  return {
    pad: config.pad_token_id === undefined || config.pad_token_id === null ? undefined : pad,
    limit: positions === 0 ? undefined : isOffset ? positions - pad - 1 : positions,
  };
}
