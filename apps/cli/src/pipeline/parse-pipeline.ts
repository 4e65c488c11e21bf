import { UsageError } from '../usage-error.js';
import type { OptionSyntax, PipelineSyntax, StageSyntax } from './syntax.js';

/** Brackets within brackets: far more than any pipeline has, far fewer than the stack holds. */
const deepest = 100;

/** Characters of an expression that a message shows before and after the place of a fault. */
const shownBefore = 60;
const shownAfter = 40;

/**
 * Parses one line of pipeline:
 *
 *     pipeline  := stage ( ">>" stage )*
 *     stage     := name [ "(" [ argument ( "," argument )* ] ")" ]
 *     argument  := key "=" value | pipeline
 *     value     := number | true | false | name | "quoted text"
 *
 * A fault is a usage error that shows the place.
 */
export function parsePipeline(source: string): PipelineSyntax {
  const tokens = tokenize(source);
  let next = 0;

  const peek = (kind: Token['kind']): boolean => tokens[next]?.kind === kind;
  const take = (): Token => tokens[next++] as Token;
  const expect = (kind: Token['kind'], what: string): Token => {
    if (peek(kind)) return take();
    const token = tokens[next] as Token;
    throw syntaxError(
      source,
      token.at,
      `expected ${what}, found ${token.kind === 'end' ? 'the end' : token.text}`,
    );
  };

  const pipeline = (depth: number): PipelineSyntax => {
    const stages = [stage(depth)];
    while (peek('>>')) {
      take();
      stages.push(stage(depth));
    }
    return stages;
  };

  const stage = (depth: number): StageSyntax => {
    const name = expect('name', 'the name of a stage');
    const options = new Map<string, OptionSyntax>();
    const branches: PipelineSyntax[] = [];
    if (peek('(')) {
      const { at } = take();
      if (depth === deepest) throw syntaxError(source, at, `brackets lie more than ${deepest} deep`);
      while (!peek(')')) {
        if (options.size + branches.length > 0) expect(',', '"," or ")"');
        if (peek('name') && tokens[next + 1]?.kind === '=') option(options);
        else branches.push(pipeline(depth + 1));
      }
      take();
    }
    return { word: name.text, at: name.at, options, branches };
  };

  const option = (options: Map<string, OptionSyntax>): void => {
    const key = take();
    take();
    if (options.has(key.text)) throw syntaxError(source, key.at, `${key.text} is given twice`);
    if (!peek('number') && !peek('name') && !peek('quoted')) expect('name', `a value for ${key.text}`);
    options.set(key.text, { value: optionValue(take()), at: key.at });
  };

  const result = pipeline(0);
  expect('end', '">>" or the end');
  return result;
}

interface Token {
  readonly kind: '>>' | '(' | ')' | ',' | '=' | 'name' | 'number' | 'quoted' | 'end';
  readonly text: string;
  readonly at: number;
}

const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['>>', />>/y],
  ['(', /\(/y],
  [')', /\)/y],
  [',', /,/y],
  ['=', /=/y],
  ['number', /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.-])/y],
  ['quoted', /"[^"]*"/y],
  ['name', /[\p{L}_][\p{L}\p{N}_.+-]*/uy],
];

function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(source[at] ?? '')) at++;
    if (at >= source.length) break;
    const token = tokenAt(source, at);
    tokens.push(token);
    at += token.text.length;
  }
  return [...tokens, { kind: 'end', text: '', at: source.length }];
}

function tokenAt(source: string, at: number): Token {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) return { kind, text, at };
  }
  throw syntaxError(
    source,
    at,
    source[at] === '"'
      ? 'the quoted text has no end'
      : `${String.fromCodePoint(source.codePointAt(at) ?? 0)} has no meaning here`,
  );
}

function optionValue({ kind, text }: Token): string | number | boolean {
  if (kind === 'number') return Number(text);
  if (kind === 'quoted') return text.slice(1, -1);
  return text === 'true' || text === 'false' ? text === 'true' : text;
}

/** A pipeline that cannot be run as it is written. */
export class PipelineError extends UsageError {
  readonly fault: string;
  /** The character, from 0, at which it goes wrong. */
  readonly at: number;

  constructor(message: string, fault: string, at: number) {
    super(message);
    this.fault = fault;
    this.at = at;
  }
}

/** The fault, with the expression and a mark under the place. */
export function syntaxError(source: string, at: number, fault: string): PipelineError {
  const start = Math.max(0, at - shownBefore);
  const shown = source.slice(start, at + shownAfter).replace(/\s/g, ' ');
  const [before, after] = [start > 0 ? '… ' : '', at + shownAfter < source.length ? ' …' : ''];
  return new PipelineError(
    `the pipeline cannot be read: ${fault}\n  ${before}${shown}${after}\n  ${' '.repeat(before.length + at - start)}^`,
    fault,
    at,
  );
}
