import { Validator } from '@cfworker/json-schema';
import { optionError } from '@reprise/spec';
import { failure } from './failure.js';
import type { Generation, JsonSchema } from './language-model.js';
import type { CheckedGeneration } from './requests.js';

/** Parses an answer and holds it to the schema. A code fence around it is passed over. */
export function readStructured(
  who: string,
  request: CheckedGeneration,
  schema: JsonSchema,
  { text, finish, usage }: Generation,
): unknown {
  const refuse = (what: string): never => {
    const remedy =
      finish === 'length'
        ? `it was cut off at maxTokens ${request.maxTokens}: raise it`
        : 'ask for less, or use a model that can be held to a schema';
    throw failure('schema', `the answer of ${who} ${what}: ${remedy}`, {
      text: text.slice(0, 1000),
      finish,
      usage,
      // The same question gets the same answer where nothing is drawn.
      retryable: finish !== 'length' && request.temperature > 0 && request.seed === undefined,
    });
  };
  let value: unknown;
  try {
    value = JSON.parse(unfenced(text));
  } catch {
    return refuse('is not JSON');
  }
  let errors: { readonly instanceLocation: string; readonly error: string }[];
  try {
    ({ errors } = validatorOf(schema).validate(value));
  } catch (error) {
    // An answer nested too deeply for the validator, or a keyword it does not take.
    return refuse(`cannot be held to the schema (${(error as Error).message})`);
  }
  const last = errors.at(-1);
  if (last !== undefined) refuse(`does not fit the schema at ${last.instanceLocation} (${last.error})`);
  return value;
}

function unfenced(text: string): string {
  const trimmed = text.trim();
  const line = trimmed.indexOf('\n');
  return line >= 3 && trimmed.startsWith('```') && trimmed.endsWith('```')
    ? trimmed.slice(line, -3)
    : trimmed;
}

const validators = new WeakMap<JsonSchema, Validator>();

/** Of a copy: the validator writes notes into the schema it is given. */
function validatorOf(schema: JsonSchema): Validator {
  let validator = validators.get(schema);
  if (validator === undefined) {
    validator = new Validator(structuredClone(schema) as object, '2020-12');
    validators.set(schema, validator);
  }
  return validator;
}

/** Refuses a schema that cannot be used, before anything is spent on it. */
export function checkSchema(schema: JsonSchema): void {
  try {
    validatorOf(schema).validate(null);
  } catch (error) {
    throw optionError('schema', (error as Error).message, 'a JSON schema of draft 2020-12');
  }
}
