import { Parser } from 'htmlparser2';

const silent = new Set(['script', 'style', 'template', 'noscript', 'svg', 'math', 'iframe', 'object']);

/** Elements that run on within a line; every other one begins and ends a line. */
const inline = new Set(
  'a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
);

/** The readable text of an HTML page: a line for each block, no scripts, styles or comments. */
export function htmlText(source: string): string {
  const pieces: string[] = [];
  let hidden = 0;
  const parser = new Parser({
    onopentagname: (name) => {
      if (silent.has(name)) hidden++;
      else if (!inline.has(name)) pieces.push('\n');
    },
    ontext: (text) => {
      if (hidden === 0) pieces.push(text.replace(/\s+/g, ' '));
    },
    onclosetag: (name) => {
      if (silent.has(name)) hidden--;
      else if (!inline.has(name)) pieces.push('\n');
    },
  });
  parser.end(source);
  const lines = pieces.join('').split('\n');
  return lines
    .map((line) => line.replace(/ +/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}
