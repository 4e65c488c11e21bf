import { endianness } from 'node:os';
import { optionError, RepriseError } from '@reprise/spec';

/** What kind of index the files belong to. A reader takes exactly its own format and version. */
export interface FormatOptions {
  /** Name of the format, such as `reprise.sparse`: 1 to 60 of `a-z 0-9 . _ -`. */
  readonly format: string;
  /** Version of the format, an integer from 1 to 65535. */
  readonly version: number;
}

export function checkFormatOptions(options: FormatOptions): void {
  const { format, version } = options;
  if (typeof format !== 'string' || !/^[a-z0-9._-]{1,60}$/.test(format)) {
    throw optionError('format', format, '1 to 60 of the characters a-z 0-9 . _ -');
  }
  if (!Number.isInteger(version) || version < 1 || version > 65535) {
    throw optionError('version', version, 'an integer from 1 to 65535');
  }
  // Typed arrays are written and viewed as they lie in memory.
  if (endianness() !== 'LE') {
    throw new RepriseError('UNSUPPORTED_FORMAT', 'index files are little-endian and this processor is not', {
      details: { expected: 'LE', found: endianness() },
    });
  }
}

export const formatName = (options: FormatOptions): string => `${options.format} version ${options.version}`;
