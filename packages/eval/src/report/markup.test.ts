import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, foreign, html } from './markup.js';

describe('html', () => {
  it('escapes text and numbers, and joins markup as it is', () => {
    const item = (text: string) => html`<li>${text}</li>`;
    expect(html`<ul title="${`"a" & 'b'`}">${[item('<b>'), item('c')]}</ul>${0.5}`.markup).toBe(
      '<ul title="&quot;a&quot; &amp; &#39;b&#39;"><li>&lt;b&gt;</li><li>c</li></ul>0.5',
    );
  });

  it('lets no text open a tag or end an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`${text}`.markup).not.toMatch(/[<>"']/);
      }),
    );
  });
});

describe('cut', () => {
  it('keeps what is short, on one line', () => {
    expect(cut('does\tfeedback\r\n help?')).toBe('does feedback help?');
    expect(cut('a'.repeat(160))).toBe('a'.repeat(160));
    expect(cut('🦊'.repeat(160))).toBe('🦊'.repeat(160));
  });

  it('cuts after 160 characters, never through one', () => {
    expect(cut('a'.repeat(161))).toBe(`${'a'.repeat(160)}…`);
    expect(cut('🦊'.repeat(50_000))).toBe(`${'🦊'.repeat(160)}…`);
    expect(cut(`a${'🦊'.repeat(161)}`)).toBe(`a${'🦊'.repeat(159)}…`);
  });

  it('replaces characters that reorder what follows, and control characters', () => {
    expect(cut('a\u202eb\u0000c\u2067')).toBe('a\ufffdb\ufffdc\ufffd');
  });
});

describe('foreign', () => {
  it('keeps the direction of a text to itself', () => {
    expect(foreign('שלום <1>').markup).toBe('<bdi>שלום &lt;1&gt;</bdi>');
  });
});
