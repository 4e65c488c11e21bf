import { english } from '@reprise/text';
import { describe, expect, it } from 'vitest';
import { snippet } from './snippet.js';

describe('snippet', () => {
  it('shows the stretch that holds most of the query, on one line', () => {
    const text = `${'one two three '.repeat(30)}\nthe hearts\twere beating ${'four five six '.repeat(30)}`;
    const shown = snippet(
      text,
      new Map([
        ['heart', 1],
        ['beat', 0.5],
      ]),
      english(),
    );
    expect(shown).toContain('the hearts were beating');
    expect(shown).toMatch(/^… .* …$/);
    expect(shown.length).toBeLessThan(150);
  });

  it('shows a short text whole, and the start of one without a match', () => {
    expect(snippet('a short text', new Map([['short', 1]]), english())).toBe('a short text');
    expect(snippet(`start ${'x '.repeat(200)}`, new Map(), english())).toMatch(/^start x .* …$/);
    expect(snippet('', new Map(), english())).toBe('');
    expect(snippet(`x${'\u{1f4a4}'.repeat(500)}`, new Map(), english())).toBe(`x${'\u{1f4a4}'.repeat(69)}`);
    expect(snippet('y'.repeat(1000), new Map(), english()).length).toBe(140);
  });
});
