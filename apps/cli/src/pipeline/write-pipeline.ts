import type { OptionSyntax, PipelineSyntax, StageSyntax } from './syntax.js';

/** A pipeline as this house writes it, whatever spaces and quotes it came with. Parsing it gives the same again. */
export const writePipeline = (syntax: PipelineSyntax): string => syntax.map(writeStage).join(' >> ');

function writeStage({ word, options, branches }: StageSyntax): string {
  const given = [...options].map(([key, { value }]) => `${key}=${writeValue(value)}`);
  const all = [...branches.map(writePipeline), ...given];
  return all.length === 0 ? word : `${word}(${all.join(', ')})`;
}

const writeValue = (value: OptionSyntax['value']): string =>
  typeof value !== 'string' || isName(value) ? String(value) : `"${value}"`;

const isName = (text: string): boolean =>
  /^[\p{L}_][\p{L}\p{N}_.+-]*$/u.test(text) && !/^(?:true|false)$/.test(text);

/** Every stage, those inside others too, in the order in which they are written. */
export function* allStageSyntax(syntax: PipelineSyntax): Generator<StageSyntax> {
  for (const stage of syntax) {
    yield stage;
    for (const branch of stage.branches) yield* allStageSyntax(branch);
  }
}
