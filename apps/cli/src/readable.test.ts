import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readable } from './readable.js';

describe('readable', () => {
  it('writes as its code what could move the cursor or turn the text around, and leaves the rest', () => {
    expect(readable('a\u001b[31m\n\u009b\u007f\u202e\u2028')).toBe('a\\x1b[31m\\x0a\\x9b\\x7f\\u202e\\u2028');
    expect(readable('Ærø\u0301 \u{1f469}\u200d\u{1f52c} 日本')).toBe(
      'Ærø\u0301 \u{1f469}\u200d\u{1f52c} 日本',
    );
    expect(readable('\ud800')).toBe('\\ud800');
  });

  it('cuts what is too long, never within a character', () => {
    expect(readable('abcdef', 6)).toBe('abcdef');
    expect(readable('abcdef', 5)).toBe('abcde…');
    expect(readable('abcd\u{1f4a4}f', 5)).toBe('abcd…');
  });

  it('leaves no control character of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readable(text)).not.toMatch(/\p{Cc}|\p{Surrogate}/u);
      }),
      { numRuns: 10_000 },
    );
  });
});
