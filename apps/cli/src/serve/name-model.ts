import type { LanguageModelNeed } from '../indexes/language-model.js';
import type { OptionSyntax, PipelineSyntax } from '../pipeline/syntax.js';
import { words } from '../pipeline/words.js';

/** The same pipeline, whose stages that ask a language model ask this one. */
export function nameModel(syntax: PipelineSyntax, need: LanguageModelNeed): PipelineSyntax {
  return syntax.map((stage) => {
    const word = words.get(stage.word);
    const branches = stage.branches.map((branch) => nameModel(branch, need));
    if (word?.does !== 'feedback' || word.learns !== 'nothing') return { ...stage, branches };
    const { file, ...address } = { file: undefined, ...need };
    const named = Object.entries(file === undefined ? address : { model: file }).map(
      ([name, value]): [string, OptionSyntax] => [name, { value: String(value), at: stage.at }],
    );
    return { ...stage, branches, options: new Map([...stage.options, ...named]) };
  });
}
