/** What a pipeline expression says, before anybody asks whether its words exist. */
export interface StageSyntax {
  readonly word: string;
  /** Where the word stands in the expression, from 0. */
  readonly at: number;
  readonly options: ReadonlyMap<string, OptionSyntax>;
  /** Arguments without a key: pipelines, as the branches of a fusion. */
  readonly branches: readonly PipelineSyntax[];
}

export interface OptionSyntax {
  readonly value: string | number | boolean;
  readonly at: number;
}

export type PipelineSyntax = readonly StageSyntax[];
