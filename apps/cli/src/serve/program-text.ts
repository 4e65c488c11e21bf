/** A text as TypeScript writes it. */
export const literal = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** The lines of a program as they come together: imports, what is opened, and the stages, each once. */
export class ProgramText {
  readonly #imports = new Map<string, Set<string>>();
  /** Expression → variable. */
  readonly #variables = new Map<string, string>();
  readonly #opened: string[] = [];

  /** Imports a name, and gives it back. */
  from(source: string, name: string): string {
    const names = this.#imports.get(source) ?? new Set();
    this.#imports.set(source, names.add(name));
    return name;
  }

  /** A variable for an expression; the same one for the same expression. */
  define(name: string, expression: string, suffix: string = ''): string {
    const known = this.#variables.get(expression);
    if (known !== undefined) return known;
    const taken = new Set(this.#variables.values());
    let variable = `${name}${suffix}`;
    for (let n = 2; taken.has(variable); n++) variable = `${name}${suffix}${n}`;
    this.#variables.set(expression, variable);
    return variable;
  }

  /** Opens a folder of the index. */
  open(name: string, source: string, factory: string, path: string, options?: string): string {
    const more = options === undefined ? '' : `, ${options}`;
    const expression = `await ${this.from(source, factory)}(${literal(path)}${more})`;
    const isNew = !this.#variables.has(expression);
    const variable = this.define(name, expression);
    if (isNew && factory !== 'openMultivector') this.#opened.push(variable);
    return variable;
  }

  /** All of it, with the query that is asked and the hits that are printed. */
  program(pipeline: string, query: string, hits: number): string {
    const imports = [...this.#imports]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([source, names]) => `import { ${[...names].sort().join(', ')} } from '${source}';`);
    const variables = [...this.#variables].map(([expression, name]) => `const ${name} = ${expression};`);
    const closing = this.#opened.map((name) => `await ${name}.close();\n`).join('');
    return `${imports.join('\n')}

${variables.join('\n')}
const pipeline = ${pipeline};

const [ranking] = await pipeline.run([{ id: 'query', text: ${literal(query)} }]);
for (const { id, score } of ranking?.hits.slice(0, ${hits}) ?? []) console.log(score.toFixed(4), id);
${closing && `\n${closing}`}`;
  }
}
