/** A stage of a pipeline as it is written: its word, its options as text and the pipelines within its brackets. */
export interface WrittenStage {
  readonly word: string;
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly branches: readonly (readonly WrittenStage[])[];
}

const token = /\s*(>>|[(),=]|"(?:[^"\\]|\\.)*"|[^\s(),=">]+)/y;

/** Brackets within brackets; the server refuses deeper ones too. */
const deepest = 100;

/**
 * Reads one line of pipeline, as far as the builder needs it to show its parts. Anything that it cannot read is
 * `undefined`: the server is the one that says what is wrong, and where.
 */
export function readPipeline(source: string): readonly WrittenStage[] | undefined {
  const tokens = tokenize(source);
  if (tokens === undefined) return undefined;
  let next = 0;

  const pipeline = (depth: number): readonly WrittenStage[] | undefined => {
    const stages: WrittenStage[] = [];
    do {
      const read = stage(depth);
      if (read === undefined) return undefined;
      stages.push(read);
    } while (tokens[next] === '>>' && next++ >= 0);
    return stages;
  };

  const stage = (depth: number): WrittenStage | undefined => {
    const word = tokens[next++];
    if (word === undefined || !/^[A-Za-z]/.test(word) || depth > deepest) return undefined;
    const options: [string, string][] = [];
    const branches: (readonly WrittenStage[])[] = [];
    if (tokens[next] !== '(') return { word, options, branches };
    next += 1;
    while (tokens[next] !== ')') {
      if (options.length + branches.length > 0 && tokens[next++] !== ',') return undefined;
      const [name, equals, value] = tokens.slice(next, next + 3);
      if (name !== undefined && equals === '=' && value !== undefined) {
        options.push([name, value]);
        next += 3;
        continue;
      }
      const branch = pipeline(depth + 1);
      if (branch === undefined) return undefined;
      branches.push(branch);
    }
    next += 1;
    return { word, options, branches };
  };

  const read = pipeline(0);
  return next === tokens.length ? read : undefined;
}

/** `undefined` where a character belongs to no token, such as a quote that is not closed. */
function tokenize(source: string): readonly string[] | undefined {
  const tokens: string[] = [];
  let end = 0;
  token.lastIndex = 0;
  for (let match = token.exec(source); match !== null; match = token.exec(source)) {
    tokens.push(match[1] ?? '');
    end = token.lastIndex;
  }
  return source.slice(end).trim() === '' ? tokens : undefined;
}
