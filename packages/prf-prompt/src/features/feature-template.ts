import type { JsonSchema } from '@reprise/llm';
import type { ListForm } from './join-list.js';

/** How a language model is asked for one feature, as data. */
export interface FeatureTemplate {
  /** Name of the feature in `features`. */
  readonly name: string;
  /** Raised whenever a word of the template changes, so that stores tell what they were made with. */
  readonly version: number;
  /** What is asked of a passage. */
  readonly passage: string;
  /** What is asked of a query, for GRF. */
  readonly query: string;
  /** Tokens the answer may have. */
  readonly maxTokens: number;
  /** UTF-16 units of the feature at most; what is longer is cut. */
  readonly characters: number;
  /** For a list: the field of the JSON answer that holds it, and its form. Absent for prose. */
  readonly list?: ListForm & { readonly field: string };
  /** What the answer is held to. Absent for prose. */
  readonly schema?: JsonSchema;
}

interface ListTask extends ListForm {
  readonly name: string;
  readonly field: string;
  readonly passage: string;
  readonly query: string;
  /** Items at least; 0 where a passage may have none. */
  readonly least: number;
  readonly maxTokens: number;
  /** Asks for reasons first, which are thrown away. */
  readonly reasons?: boolean;
}

/** A template whose answer is a JSON object with a list, and with `reasons` before it where those are wanted. */
export function listTemplate(task: ListTask): FeatureTemplate {
  const { name, field, passage, query, least, maxTokens, items, length, separator, terms } = task;
  const list = {
    type: 'array',
    items: { type: 'string', maxLength: length },
    minItems: least,
    maxItems: items,
  };
  const reasons = task.reasons ? { reasons: { type: 'string', maxLength: 600 } } : {};
  return Object.freeze({
    name,
    version: 2,
    passage,
    query,
    maxTokens,
    characters: items * (length + separator.length),
    list: Object.freeze({ field, items, length, separator, terms }),
    schema: Object.freeze({
      type: 'object',
      properties: { ...reasons, [field]: list },
      required: [...Object.keys(reasons), field],
      additionalProperties: false,
    }),
  });
}
