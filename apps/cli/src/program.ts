import type { DocumentFormat, RunFormat } from '@reprise/datasets';
import { featureCatalogue } from '@reprise/prf-prompt';
import { analyzerNames } from '@reprise/text';
import { Command, InvalidArgumentError, Option } from 'commander';
import { analyzeText } from './commands/analyze-text.js';
import { evaluateRun } from './commands/evaluate-run.js';
import { explain } from './commands/explain.js';
import { fuseRunFiles } from './commands/fuse-run-files.js';
import { indexDocuments } from './commands/index-documents.js';
import { makeDocumentFeatures } from './commands/make-document-features.js';
import { runExperiment } from './commands/run-experiment.js';
import { search } from './commands/search.js';
import { serve } from './commands/serve.js';
import { showStatistics } from './commands/show-statistics.js';
import { verifyIndex } from './commands/verify-index.js';
import type { CommandContext } from './io.js';
import { fusers, normaliserNames } from './pipeline/fusers.js';
import { words } from './pipeline/words.js';
import { version } from './version.js';

/** The commands, their options and their help. What each does is in a file of its own. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('reprise')
    .description('Retrieval taken twice: index, search with feedback, evaluate.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: (text, write) => write(`reprise: ${text.replace(/^error: /, '')}`),
    })
    .showHelpAfterError('(reprise --help lists the commands)')
    .addHelpText(
      'after',
      `
Start with a folder of notes: reprise index --input notes --index notes.index
reprise COMMAND --help shows examples.

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C.`,
    );

  const command = (name: string, description: string, examples: readonly string[]): Command =>
    program
      .command(name)
      .description(description)
      .showHelpAfterError(`(reprise ${name} --help shows examples)`)
      .option('--progress', 'tell progress even where standard error is no terminal')
      .option('--quiet', 'tell no progress and no warnings')
      .addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}\n`).join('')}`);

  command('index', 'make an index of documents', [
    'reprise index --input notes --index notes.index            a folder of .md, .txt and .html files',
    'reprise index --input corpus.jsonl.gz --index my.index --replace',
    'reprise index --input notes --index notes.index --with vector                adds vectors of the embedded model',
  ])
    .requiredOption(
      '--input <path>',
      'a BEIR folder, a file, any folder of texts, or - for standard input',
      path,
    )
    .requiredOption('--index <dir>', 'a folder of its own, new or empty, where the index goes', path)
    .addOption(
      new Option('--format <name>', 'how the input is written')
        .choices(['auto', 'beir', 'jsonl', 'trec', 'msmarco', 'folder'])
        .default('auto'),
    )
    .option(
      '--with <list>',
      'what to store, of: text, terms, vector, impact, tokens, features; without terms it is added to the index, where there is one',
      commaList,
      ['text', 'terms'],
    )
    .option(
      '--encoder <name>',
      'model of vector or tokens (minilm if not given) or of impact: minilm, or a folder in Hugging Face layout',
    )
    .option('--analyzer <name>', `how text becomes terms: ${analyzerNames.join(', ')}`, 'english')
    .option('--replace', 'put the new index in the place of the one that is there', false)
    .option('--json', 'print the figures as JSON', false)
    .action((options) =>
      indexDocuments({ ...options, format: options.format as 'auto' | DocumentFormat }, context),
    );

  command('search', 'search an index', [
    'reprise search --index notes.index --query "sleep badly" --pipeline "bm25 >> rm3 >> bm25"',
    'reprise search --index my.index --topics queries.jsonl --pipeline bm25 --output bm25.run',
  ])
    .requiredOption('--index <dir>', 'the index', path)
    .option('--query <text>', 'one query')
    .option('--topics <file>', 'many: queries.jsonl, id<TAB>text, TREC topics, or - for standard input', path)
    .option('--pipeline <expression>', pipelineHelp, 'bm25')
    .option('--hits <n>', 'how many hits a query', wholeNumber, 1000)
    .option('--output <file>', 'write the run here, and FILE.json beside it that says how it was made', path)
    .option('--tag <name>', 'name of the run', 'reprise')
    .addOption(
      new Option('--format <name>', 'of the run').choices(['trec', 'json', 'msmarco']).conflicts('json'),
    )
    .option(
      '--keep-ties',
      'write tied scores as they are; trec_eval then orders them by id descending',
      false,
    )
    .option('--json', 'print one JSON object a query', false)
    .action((options) => search({ ...options, format: options.format as RunFormat }, context));

  command('explain', 'show what feedback did to a query and to its hits', [
    'reprise explain --index notes.index --query "sleep badly"',
  ])
    .requiredOption('--index <dir>', 'the index', path)
    .requiredOption('--query <text>', 'the query')
    .option('--pipeline <expression>', pipelineHelp, 'bm25 >> rm3 >> bm25')
    .option('--hits <n>', 'how many hits to compare', wholeNumber, 10)
    .option('--json', 'print JSON', false)
    .action((options) => explain(options, context));

  command('eval', 'evaluate a run with the words and the output of trec_eval 9.0.8, byte for byte', [
    'reprise eval -q -m ndcg_cut.10 -m map qrels.txt bm25.run',
    'reprise eval -m ndcg.1=3,2=9 -m P.5,10 qrels.txt bm25.run        gains in place of grades, cut-offs',
    'reprise eval -c -m nDCG@10 -m R@1000 qrels/test.tsv bm25.run.gz',
    'reprise eval -c -m RR@10 --order given qrels.dev.tsv msmarco.tsv  as the script of MS MARCO',
  ])
    .argument('<qrels>', 'judgements: TREC columns or a BEIR table, - for standard input', path)
    .argument('<run>', 'a run: TREC columns, MS MARCO columns or JSON, - for standard input', path)
    .option('-q', 'print every query too', false)
    .option('-c', 'count judged queries that the run lacks as 0', false)
    .option('-n', 'print no summary', false)
    .option('-l <grade>', 'grade from which a document is relevant', wholeNumber, 1)
    .option('-M <n>', 'look at the first n hits only', wholeNumber)
    .option('-J', 'take unjudged documents out first', false)
    .option(
      '-m <measure>',
      'a measure, a list (P.5,10) or a group (official, set, all_trec), also in the spelling nDCG@10; repeat for more (default: official)',
      collect,
    )
    .addOption(
      new Option('--trec-eval <version>', 'whose twin to be: 9 (9.0.8, also pytrec_eval) or 10 (10.0)')
        .choices(['9', '10'])
        .default('9'),
    )
    .addOption(
      new Option(
        '--order <by>',
        'rank by score, or as given by the ranks of the file, as MS MARCO (not in trec_eval)',
      )
        .choices(['score', 'given'])
        .default('score'),
    )
    .option(
      '--ignore-identical-ids',
      "take a query's own id out of its hits, as BEIR (not in trec_eval)",
      false,
    )
    .option('--json', 'print JSON', false)
    .action((qrels, run, { q, c, n, l, M, J, m, json, trecEval, order, ignoreIdenticalIds }) =>
      evaluateRun(
        {
          qrels,
          run,
          perQuery: q,
          complete: c,
          summary: !n,
          level: l,
          depth: M,
          judgedOnly: J,
          measures: m ?? [],
          trecEval: trecEval as '9' | '10',
          order: order as 'score' | 'given',
          ignoreIdenticalIds,
          json,
        },
        context,
      ),
    );

  command('fuse', 'merge runs into one', [
    'reprise fuse --method rrf bm25.run dense.run --output fused.run',
    'reprise fuse --method interpolate --norm zScore "bm25.run.gz" dense.run > fused.run',
    'reprise fuse --method weightedSum --weights 0.7,0.2,0.1 a.run b.run c.run',
  ])
    .argument('<run...>', 'runs: TREC columns, MS MARCO columns or JSON; one may be - for standard input')
    .requiredOption('--method <name>', `one of ${[...fusers.keys()].join(', ')}; options as in "rrf(k=10)"`)
    .option('--norm <name>', `how scores come to one scale: ${normaliserNames.join(', ')} (default: minMax)`)
    .option('--weights <list>', 'one number a run, such as 0.7,0.3')
    .option('--hits <n>', 'how many hits a query', wholeNumber, 1000)
    .option('--output <file>', 'where the run goes', path)
    .option('--tag <name>', 'name of the run', 'reprise')
    .addOption(
      new Option('--format <name>', 'of the run').choices(['trec', 'json', 'msmarco']).default('trec'),
    )
    .action((runs, options) => fuseRunFiles({ ...options, runs }, context));

  command('experiment', 'compare pipelines on queries with judgements', [
    'reprise experiment --collection nfcorpus --pipeline bm25 --pipeline "rm3=bm25 >> rm3 >> bm25" --risk 1,5',
    'reprise experiment --index my.index --topics queries.tsv --qrels qrels.txt --pipeline bm25 --markdown',
    'reprise experiment --collection nfcorpus --pipeline bm25 --pipeline "bm25 >> rm3 >> bm25" --html --output report.html',
  ])
    .option(
      '--collection <dir>',
      "a folder in BEIR's layout; its index is kept in the cache, or in --index",
      path,
    )
    .option('--split <name>', 'which judgements of the collection', 'test')
    .option('--index <dir>', 'an index', path)
    .option('--topics <file>', 'its queries', path)
    .option('--qrels <file>', 'their judgements', path)
    .requiredOption('--pipeline <[name=]expression>', `${pipelineHelp}; repeat to compare`, collect)
    .option('--measures <list>', 'what to measure', commaList, ['nDCG@10', 'AP', 'R@1000'])
    .option('--baseline <name>', 'the pipeline to compare with (default: the first)')
    .addOption(
      new Option('--test <name>', 'of significance').choices(['t', 'randomization', 'wilcoxon']).default('t'),
    )
    .addOption(
      new Option('--correction <name>', 'for several comparisons')
        .choices(['holm', 'bonferroni', 'benjamini-hochberg', 'none'])
        .default('holm'),
    )
    .addOption(
      new Option(
        '--compare <which>',
        'each with the baseline, or all with all: letters name whom a system beats',
      )
        .choices(['baseline', 'all'])
        .default('baseline'),
    )
    .option('--risk <list>', 'alphas of URisk and TRisk', numberList, [])
    .option('--output <file>', 'where the table goes', path)
    .addOption(new Option('--json', 'as JSON, with every query').conflicts(['markdown', 'latex', 'html']))
    .addOption(new Option('--markdown', 'as Markdown').conflicts(['latex', 'html']))
    .addOption(new Option('--latex', 'as LaTeX').conflicts(['html']))
    .addOption(new Option('--html', 'as a report in one HTML file, with charts of every query'))
    .action((options) => {
      const formats = ['json', 'markdown', 'latex', 'html'] as const;
      const format = formats.find((name) => options[name]) ?? 'text';
      return runExperiment({ ...options, pipelines: options.pipeline, format }, context);
    });

  command('features', 'make features of documents, for promptPrf: offline, resumable', [
    'reprise features --index notes.index --features keywords,summary                without any language model',
    'reprise features --index my.index --features summary --model models/qwen.gguf --for bm25.run --hits 3',
    'reprise features --index my.index --features facts --url http://127.0.0.1:8080/v1 --llm my-model',
  ])
    .requiredOption('--index <dir>', 'the index, which holds texts', path)
    .requiredOption(
      '--features <list>',
      `what to make: ${[...featureCatalogue.keys()].join(', ')}; without a language model keywords, entities, summary`,
      commaList,
    )
    .addOption(
      new Option('--maker <name>', 'what makes them where no language model does').choices(['extractive']),
    )
    .option('--model <file>', 'a language model in a GGUF file; needs node-llama-cpp', path)
    .option(
      '--url <url>',
      "an address that speaks OpenAI's protocol; its key is taken from REPRISE_LLM_KEY (or, for api.openai.com, OPENAI_API_KEY)",
    )
    .option('--llm <name>', "the model's name there")
    .option('--threads <n>', 'threads that a file computes with (default: 1)', wholeNumber)
    .option(
      '--timeout <seconds>',
      'an answer may take (default: 300 of a file, 120 of an address)',
      wholeNumber,
    )
    .option('--for <run>', 'only documents within the first hits of this run, - for standard input', path)
    .option('--hits <n>', 'how many hits of each query of the run', wholeNumber, 10)
    .option('--replace', 'put what is made in the place of all features that are there', false)
    .option('--json', 'print the figures as JSON', false)
    .action((options) =>
      makeDocumentFeatures({ ...options, maker: options.maker as 'extractive' | undefined }, context),
    );

  command('verify', 'read every byte of an index and check that it is whole', [
    'reprise verify --index notes.index',
  ])
    .requiredOption('--index <dir>', 'the index', path)
    .option('--json', 'print JSON', false)
    .action((options) => verifyIndex(options, context));

  command('analyze', 'show what an analyzer makes of a text, one token a line', [
    'reprise analyze "The patients\' hearts were beating"',
    'reprise analyze --analyzer de "die Herzen schlagen"',
  ])
    .argument('<text>', 'the text, or - for standard input')
    .option('--analyzer <name>', `one of ${analyzerNames.join(', ')}`, 'english')
    .option('--json', 'print JSON', false)
    .action((text, options) => analyzeText({ ...options, text }, context));

  command('serve', 'the demo page on an index: search, compare, feed back by hand, evaluate', [
    'reprise serve --index notes.index',
    'reprise serve --index my.index --collection nfcorpus                     with its judged queries',
    'reprise serve --index my.index --topics queries.tsv --qrels qrels.txt',
  ])
    .requiredOption('--index <dir>', 'the index', path)
    .option('--collection <dir>', "a folder in BEIR's layout with judged queries", path)
    .option('--split <name>', 'which judgements of the collection', 'test')
    .option('--topics <file>', 'queries', path)
    .option('--qrels <file>', 'their judgements', path)
    .option('--model <file>', 'a GGUF file of a language model, for grf', path)
    .option('--url <address>', 'or the address of one that speaks the protocol of OpenAI')
    .option('--llm <name>', 'and its name there')
    .option('--port <n>', 'where to listen; 0 is any that is free', portNumber, 7700)
    .option(
      '--host <address>',
      'address to listen on; others than this machine can reach it only by another',
      '127.0.0.1',
    )
    .action((options) => serve(options, context));

  command('stats', 'show what is in an index', ['reprise stats --index notes.index'])
    .requiredOption('--index <dir>', 'the index', path)
    .option('--json', 'print JSON', false)
    .action((options) => showStatistics(options, context));

  return program;
}

const pipelineHelp = `stages joined by ">>", of: ${[...words.keys()].join(', ')} (rerank, ancePrf and lol with model=DIR, grf with model=FILE or url=URL, llm=NAME), fuse(METHOD, stage, …), gate(PREDICTOR, stages, atLeast=N), rescore(SEARCH, depth=N), eachText(METHOD, rerank(…) or rescore(dense))`;

const commaList = (text: string): readonly string[] => text.split(',').map((part) => part.trim());

/** A path that is empty is a variable that a script forgot to set. */
function path(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('it is empty: give a path.');
  return text;
}

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

function numberList(text: string): readonly number[] {
  const numbers = commaList(text).map((part) => (part === '' ? Number.NaN : Number(part)));
  if (numbers.some((number) => !(number >= 0)))
    throw new InvalidArgumentError('give numbers of at least 0, such as 1,5.');
  return numbers;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1)
    throw new InvalidArgumentError('give a whole number of at least 1.');
  return Number(text);
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('give a whole number from 0 to 65535.');
  return Number(text);
}
