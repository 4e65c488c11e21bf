/** What can go wrong, as a closed union. */
export type ErrorCode =
  | 'INVALID_OPTION'
  | 'INVALID_INPUT'
  | 'INVALID_ID'
  | 'DUPLICATE_ID'
  | 'UNKNOWN_DOCUMENT'
  | 'MISSING_REPRESENTATION'
  | 'SPACE_MISMATCH'
  | 'DIMENSION_MISMATCH'
  | 'INCOMPATIBLE_STAGES'
  | 'PLUGIN_CONTRACT'
  | 'PARSE_ERROR'
  | 'LIMIT_EXCEEDED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'LOCKED'
  | 'CORRUPT_FILE'
  | 'UNSUPPORTED_FORMAT'
  | 'IO_FAILED'
  | 'ABORTED';

/** Where and what, for programs: `path`, `line`, `offset`, `expected`, `found`, `value`, … */
export type ErrorDetails = Readonly<Record<string, unknown>>;

const marker = Symbol.for('reprise.error');

/** The one error class. Tell errors apart by `code`; `message` names the value and the remedy. */
export class RepriseError extends Error {
  override readonly name = 'RepriseError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly details?: ErrorDetails; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    Object.defineProperty(this, marker, { value: true });
  }

  /** True for an error of any copy of this package in the tree, unlike `instanceof`. */
  static isInstance(value: unknown): value is RepriseError {
    return typeof value === 'object' && value !== null && marker in value;
  }
}

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};

/** `alpha is -1: give a number of at least 0`. */
export function optionError(name: string, value: unknown, expected: string): RepriseError {
  return new RepriseError('INVALID_OPTION', `${name} is ${shown(value)}: give ${expected}`, {
    details: { option: name, value, expected },
  });
}
