import type { HitAnswer, SnippetPart } from '../../api/types.js';

/** Characters of a title: what a line holds. */
const longest = 46;

/** What the page calls a document: how it begins, or its id where the index keeps no text. */
export function titleOf({ id, beginning }: Pick<HitAnswer, 'id' | 'beginning'>): string {
  const text = beginning || id;
  const title = cut(text);
  return title.length < text.length ? `${title}…` : title;
}

/** A hit's title and the rest of its snippet. A snippet from the beginning goes on where the title ends. */
export function titleAndRest(hit: Pick<HitAnswer, 'id' | 'beginning' | 'snippet'>): {
  readonly title: readonly SnippetPart[];
  readonly rest: readonly SnippetPart[];
} {
  const { beginning = '', snippet } = hit;
  const title = cut(beginning);
  const whole = snippet.map(({ text }) => text).join('');
  if (title === '' || !whole.startsWith(title)) return { title: [{ text: titleOf(hit) }], rest: snippet };
  return { title: between(snippet, 0, title.length), rest: between(snippet, title.length, whole.length) };
}

/** A first sentence where it is short, or as many whole words as there is room for. */
function cut(text: string): string {
  if (text.length <= longest) return text;
  const [sentence] = /^.{12,}?[.?!](?= )/su.exec(text.slice(0, longest + 1)) ?? [];
  if (sentence !== undefined) return sentence;
  const space = text.lastIndexOf(' ', longest);
  return space > longest / 2 ? text.slice(0, space) : text.slice(0, longest).replace(/\p{Surrogate}$/u, '');
}

function between(parts: readonly SnippetPart[], from: number, to: number): readonly SnippetPart[] {
  let at = 0;
  return parts.flatMap(({ text, ...mark }) => {
    const piece = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    at += text.length;
    return piece === '' ? [] : [{ text: piece, ...mark }];
  });
}
