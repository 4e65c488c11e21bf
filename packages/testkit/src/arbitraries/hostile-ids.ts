import fc from 'fast-check';

const known: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'length',
  '0',
  '-1',
  'NaN',
  'null',
  ' ',
  '\u0000',
  'a\nb',
  'a\tb',
  'a"b',
  '../a',
  '\u00e9',
  'e\u0301',
  '\ud83c\udccf',
  // The last before the surrogates' place, the first after it and the first beyond the plane: UTF-16 order and
  // UTF-8 order of these differ.
  '\ue000',
  '\uffff',
  '\u{10000}',
];

/** Ids that break careless code: names of Object.prototype, control characters, astral planes, 64 KiB. */
export function hostileIds(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...known) },
    { weight: 10, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }) },
    { weight: 1, arbitrary: fc.nat({ max: 99 }).map((n) => `${n}`.padStart(65_536, 'x')) },
  );
}
