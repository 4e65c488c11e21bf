import { didYouMean } from '../did-you-mean.js';
import { fusers } from '../pipeline/fusers.js';
import { syntaxError } from '../pipeline/parse-pipeline.js';
import { predictors } from '../pipeline/predictors.js';
import type { OptionSyntax, PipelineSyntax } from '../pipeline/syntax.js';
import { languageModelOptions, words } from '../pipeline/words.js';
import { allStageSyntax } from '../pipeline/write-pipeline.js';

/** Most stages of a pipeline that comes from the page, those inside others counted too. */
const mostStages = 24;
/** Most hits or documents that one stage passes on or reads. */
const mostDocuments = 1_000;
/** The largest number, either way, that any other option takes. */
const largest = 10_000;

const countsDocuments: ReadonlySet<string> = new Set([
  'k',
  'documents',
  'bottom',
  'depth',
  'tokenDepth',
  'ndocs',
]);
/** Words that put stages together: the plan knows their places. */
const joining: ReadonlySet<string> = new Set([
  ...['fuse', 'gate', 'rescore', 'eachText'],
  ...fusers.keys(),
  ...predictors.keys(),
]);

/** What would open a file or a connection, or says what a language model may spend. */
export const serverOptions: ReadonlySet<string> = new Set([...Object.keys(languageModelOptions), 'key']);

/**
 * Refuses what nobody who has the address of a server may ask of it: words that this index cannot run, models by their
 * paths, patterns (some take for ever), and numbers without measure.
 */
export function checkPipeline(source: string, syntax: PipelineSyntax, offered: ReadonlySet<string>): void {
  let stages = 0;
  for (const { word, at, options } of allStageSyntax(syntax)) {
    if (++stages > mostStages)
      throw syntaxError(source, at, `a pipeline has at most ${mostStages} stages here`);
    const known = words.get(word);
    if (!offered.has(word) && !joining.has(word)) {
      const can = [...offered];
      const fault =
        known === undefined
          ? `there is no stage ${word}${didYouMean(word, can)}: this index`
          : `this index cannot run ${word}: it`;
      throw syntaxError(source, at, `${fault} can run ${can.join(', ')}`);
    }
    for (const [name, { value, at: place }] of options) {
      const fault = faultOf(name, value, known?.options.get(name) === 'pattern or false');
      if (fault !== undefined) throw syntaxError(source, place, `${name} ${fault}`);
    }
  }
}

function faultOf(name: string, value: OptionSyntax['value'], isPattern: boolean): string | undefined {
  if (serverOptions.has(name)) return 'is for whoever starts the server to give, not for the page';
  if (isPattern && typeof value === 'string')
    return 'takes no pattern here: use the command line or a program';
  if (typeof value !== 'number') return undefined;
  const most = countsDocuments.has(name) ? mostDocuments : largest;
  return Math.abs(value) > most ? `is at most ${most} here` : undefined;
}
