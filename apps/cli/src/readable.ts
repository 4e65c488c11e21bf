/** Control characters, line separators and marks that turn the direction of writing. */
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text of a document, an id or a path as a terminal may show it: what could move the cursor or pass for
 * something else is written as its code, and what is longer than `limit` characters is cut.
 */
export function readable(text: string, limit: number = Number.POSITIVE_INFINITY): string {
  const cut = text.length > limit ? `${text.slice(0, limit).replace(/\p{Surrogate}$/u, '')}…` : text;
  return cut.replace(unsafe, (mark) => {
    const code = mark.charCodeAt(0);
    return code < 256
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
