import { Tokenizer } from 'htmlparser2';
import { singleBlanks } from './single-blanks.js';

const silent = new Set(['script', 'style', 'template', 'noscript', 'svg', 'iframe']);

/** Elements that run on within a line; every other one begins and ends a line. */
const inline = new Set(
  'a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
);

const nothing = (): void => {};

/**
 * The readable text of an HTML page: a line for each block, no scripts, styles or comments. Works on tokens
 * and builds no tree, since that takes quadratic time on tags that are never closed.
 */
export function htmlText(source: string): string {
  const pieces: string[] = [];
  let hidden = 0;
  const tag = (start: number, end: number, step: 1 | -1): void => {
    const name = source.slice(start, end).toLowerCase();
    if (silent.has(name)) hidden = Math.max(0, hidden + step);
    else if (hidden === 0 && !inline.has(name)) pieces.push('\n');
  };
  const text = (piece: string): void => {
    if (hidden === 0) pieces.push(piece.replaceAll('\n', ' '));
  };
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname: (start, end) => tag(start, end, 1),
      onclosetag: (start, end) => tag(start, end, -1),
      ontext: (start, end) => text(source.slice(start, end)),
      ontextentity: (codepoint) => text(String.fromCodePoint(codepoint)),
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onprocessinginstruction: nothing,
      onattribdata: nothing,
      onattribentity: nothing,
      onattribend: nothing,
      onattribname: nothing,
      onopentagend: nothing,
      onselfclosingtag: nothing,
      onend: nothing,
    },
  );
  tokenizer.write(source);
  tokenizer.end();
  const lines = pieces.join('').split('\n');
  return lines
    .map(singleBlanks)
    .filter((line) => line !== '')
    .join('\n');
}
