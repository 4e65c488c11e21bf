import type { GivenJudgement } from '@reprise/demo';
import type { EncodedKind } from '../indexes/catalogue.js';
import { partsOf } from '../indexes/encoded.js';
import { fusers } from '../pipeline/fusers.js';
import type { OptionSyntax, PipelineSyntax, StageSyntax } from '../pipeline/syntax.js';
import { type FeedbackWord, featureNames, type SearchWord, words } from '../pipeline/words.js';
import { writePipeline } from '../pipeline/write-pipeline.js';
import { literal, ProgramText } from './program-text.js';

export interface ProgramMaterial {
  /** Name of the index's folder. */
  readonly folder: string;
  /** Name of the analyzer that made it. */
  readonly analyzer: string;
  /** What encoders made of the documents: the folder inside the index's, and the encoder that searches there. */
  readonly encoded: (
    kind: EncodedKind,
    encoder: string | undefined,
  ) => { readonly folder: string; readonly encoder: string };
  readonly query: string;
  readonly hits: number;
  readonly given: readonly GivenJudgement[];
}

/** Variables of the indexes that were searched so far, as the compiler of pipelines knows them. */
interface Searched {
  readonly terms?: { readonly index: string; readonly encoder: string; readonly pieces: boolean };
  readonly vector?: { readonly index: string; readonly encoder: string };
  readonly tokens?: { readonly index: string };
}

type Options = ReadonlyMap<string, OptionSyntax['value']>;

/** A program in TypeScript that runs a pipeline with the packages; one that calls the command line for stages it cannot write. */
export function programOf(syntax: PipelineSyntax, material: ProgramMaterial): string {
  return written(syntax, material) ?? calling(syntax, material);
}

function calling(syntax: PipelineSyntax, { folder, query, hits }: ProgramMaterial): string {
  const args = ['search', '--index', folder, '--query', query];
  const list = [...args, '--pipeline', writePipeline(syntax), '--hits', String(hits)].map(literal);
  return `import { main } from '@reprise/cli';

const args = [
  ${list.join(',\n  ')},
];
process.exitCode = await main(args, process, new AbortController().signal);
`;
}

function written(syntax: PipelineSyntax, material: ProgramMaterial): string | undefined {
  const text = new ProgramText();
  let searched: Searched = {};

  const analyzer = (): string => {
    const { analyzer: name } = material;
    if (name === 'english') return text.define('textAnalyzer', `${text.from('@reprise/text', 'english')}()`);
    return text.define('textAnalyzer', `await ${text.from('@reprise/text', 'analyzer')}(${literal(name)})`);
  };

  const texts = (): string =>
    text.open('texts', '@reprise/sparse', 'openSparse', `${material.folder}/sparse`);

  const searchIn = (
    name: string,
    word: SearchWord,
    options: Options,
  ): { readonly index: string; readonly encoder: string } => {
    const own = without(options, 'k', 'encoder');
    if (word.searches === 'text') {
      const opened = texts();
      const plain = name === 'bm25' && own.size === 0;
      const index = plain
        ? opened
        : text.define(
            name,
            `${opened}.with({ similarity: ${text.from('@reprise/sparse', name)}(${object(own)}) })`,
            'Index',
          );
      const encoder = analyzer();
      searched = { terms: { index, encoder, pieces: false } };
      return { index, encoder };
    }
    const asked = options.get('encoder');
    const { folder, encoder: model } = material.encoded(
      word.searches,
      asked === undefined ? undefined : String(asked),
    );
    const path = `${material.folder}/${folder}`;
    const minilm = model === 'minilm';
    const { folder: name_, form } = partsOf(model);
    const place = literal(name_.replace(/^.*[\\/]/, ''));
    switch (word.searches) {
      case 'dense': {
        const index = text.open('vectors', '@reprise/dense', 'openDense', path);
        const preset = form === undefined ? '' : `, ${text.from('@reprise/encoders', 'presets')}.${form}`;
        const made = minilm
          ? `await ${text.from('@reprise/encoders', 'minilm')}()`
          : `await ${text.from('@reprise/encoders', 'openEncoder')}(${place}${preset})`;
        const encoder = text.define('encoder', made);
        searched = { vector: { index, encoder } };
        return { index, encoder };
      }
      case 'impact': {
        const similarity = `{ similarity: ${text.from('@reprise/sparse', 'impact')}() }`;
        const index = text.open('impacts', '@reprise/sparse', 'openSparse', path, similarity);
        const kind = form === undefined ? '' : `, { kind: ${literal(form)} }`;
        const encoder = text.define(
          'sparseEncoder',
          `await ${text.from('@reprise/encoders', 'openSparseEncoder')}(${place}${kind})`,
        );
        searched = { terms: { index, encoder, pieces: true } };
        return { index, encoder };
      }
      case 'colbert': {
        const opened = text.open('tokens', '@reprise/multivector', 'openMultivector', path);
        const index =
          own.size === 0 ? opened : text.define('tokens', `${opened}.with(${object(own)})`, 'View');
        const made = minilm
          ? `await ${text.from('@reprise/encoders', 'minilmTokens')}()`
          : `await ${text.from('@reprise/encoders', 'openTokenEncoder')}(${place})`;
        searched = { tokens: { index } };
        return { index, encoder: text.define('tokenEncoder', made) };
      }
    }
  };

  const judge = (word: FeedbackWord, options: Options): string => {
    if (material.given.length > 0) {
      const grades = material.given.map(({ id, grade }) => `[${literal(id)}, ${grade}]`).join(', ');
      const judgements = text.define('judgements', `new Map([['query', new Map([${grades}])]])`);
      return `${text.from('@reprise/core', 'given')}(${judgements})`;
    }
    const rank = options.get('rank');
    if (rank !== undefined) return `${text.from('@reprise/core', 'nth')}(${rank})`;
    const bottom = options.get('bottom');
    const depth = options.get('documents') ?? word.documents;
    return `${text.from('@reprise/core', 'topK')}(${depth}${bottom === undefined ? '' : `, { bottom: ${bottom} }`})`;
  };

  /** The strategy and its documents; undefined where this cannot write it. */
  const lesson = (
    name: string,
    word: FeedbackWord,
    options: Options,
  ): readonly [string, string] | undefined => {
    const own = without(options, 'documents', 'bottom', 'rank');
    const { terms, vector, tokens } = searched;
    if ('opens' in word) return undefined;
    if (word.learns === 'terms' && terms !== undefined) {
      const pieces = terms.pieces && !own.has('pattern') ? { pattern: 'false' } : {};
      const factory = text.from('@reprise/prf-rocchio', name);
      return [
        `${factory}(${object(own, { statistics: `${terms.index}.statistics`, ...pieces })})`,
        terms.index,
      ];
    }
    if (word.learns === 'vector' && vector !== undefined)
      return [`${text.from('@reprise/prf-vector', name)}(${object(own)})`, vector.index];
    if (word.learns === 'tokens' && tokens !== undefined) {
      const clusterer = text.from('@reprise/prf-colbert', String(own.get('clusterer') ?? 'kernelKMeans'));
      const more = { collection: tokens.index, clusterer: `${clusterer}()` };
      return [
        `${text.from('@reprise/prf-colbert', name)}(${object(without(own, 'clusterer'), more)})`,
        tokens.index,
      ];
    }
    if (word.learns === 'text') return [`${text.from('@reprise/prf-text', name)}(${object(own)})`, texts()];
    const encoder = terms?.encoder ?? vector?.encoder;
    if (word.learns !== 'features' || encoder === undefined) return undefined;
    const names = featureNames(String(own.get('features') ?? 'keywords'));
    const features = names === 'all' ? literal(names) : `[${names.map(literal).join(', ')}]`;
    const ranks = own.get('ranks');
    const more = { encoder, features, ...(ranks !== undefined && { ranks: `[${ranks}]` }) };
    return [
      `${text.from('@reprise/prf-prompt', name)}(${object(without(own, 'features', 'ranks'), more)})`,
      text.open('features', '@reprise/prf-prompt', 'openFeatures', `${material.folder}/features`),
    ];
  };

  const stage = (
    { word: name, options: given, branches }: StageSyntax,
    next: StageSyntax | undefined,
  ): string | undefined => {
    const options: Options = new Map([...given].map(([key, { value }]) => [key, value]));
    if (name === 'fuse') return fusion(branches);
    if (name === 'rescore') {
      const [by] = branches[0] ?? [];
      const word = by && words.get(by.word);
      if (by === undefined || word?.does !== 'search') return undefined;
      const { index, encoder } = searchIn(
        by.word,
        word,
        new Map([...by.options].map(([key, { value }]) => [key, value])),
      );
      return text.define(
        by.word,
        `${text.from('@reprise/core', 'rescore')}(${index}, ${object(options, { encoder })})`,
        'Rescore',
      );
    }
    const word = words.get(name);
    if (word === undefined || word.does === 'rerank') return undefined;
    if (word.does === 'search') {
      const { index, encoder } = searchIn(name, word, options);
      const k = options.get('k');
      const more = { encoder, ...(k !== undefined && { k: String(k) }) };
      return text.define(
        name,
        `${text.from('@reprise/core', 'retrieve')}(${index}, ${object(new Map(), more)})`,
        'Search',
      );
    }
    const made = lesson(name, word, options);
    if (made === undefined) return undefined;
    const [strategy, documents] = made;
    const step = text.from('@reprise/core', next?.word === 'rescore' ? 'refine' : 'feedback');
    return text.define(
      name,
      `${step}(${strategy}, { documents: ${documents}, judge: ${judge(word, options)} })`,
      'Feedback',
    );
  };

  const fusion = ([method, ...branches]: readonly PipelineSyntax[]): string | undefined => {
    const [fuser] = method ?? [];
    if (fuser === undefined || !fusers.has(fuser.word)) return undefined;
    const before = searched;
    const known: Searched[] = [];
    const stages = branches.map((branch) => {
      searched = before;
      const expression = chain(branch);
      known.push(searched);
      return expression;
    });
    searched = Object.assign({}, ...known.reverse());
    if (stages.some((expression) => expression === undefined)) return undefined;
    const options = fuserOptions(fuser, text);
    const made = `${text.from('@reprise/fusion', fuser.word)}(${options})`;
    return text.define('fused', `${text.from('@reprise/core', 'fuse')}(${[made, ...stages].join(', ')})`, '');
  };

  const chain = (stages: PipelineSyntax): string | undefined => {
    const expressions = stages.map((one, i) => stage(one, stages[i + 1]));
    if (expressions.some((expression) => expression === undefined)) return undefined;
    const [head, ...tail] = expressions;
    return `${head}${tail.map((expression) => `.pipe(${expression})`).join('')}`;
  };

  const pipeline = chain(syntax);
  return pipeline && text.program(pipeline, material.query, material.hits);
}

const without = (options: Options, ...names: readonly string[]): Options =>
  new Map([...options].filter(([name]) => !names.includes(name)));

/** An object of options; nothing where there are none. `more` are expressions. */
function object(options: Options, more: Readonly<Record<string, string>> = {}): string {
  const all = [
    ...Object.entries(more).map(([name, expression]) =>
      name === expression ? name : `${name}: ${expression}`,
    ),
    ...[...options].map(([name, value]) => `${name}: ${typeof value === 'string' ? literal(value) : value}`),
  ];
  return all.length === 0 ? '' : `{ ${all.join(', ')} }`;
}

/** Factories of the normalisers, by their names in a pipeline. */
const normalisers: ReadonlyMap<string, string> = new Map([
  ['minMax', 'minMax'],
  ['minMaxInverted', 'minMaxInverted'],
  ['max', 'maxScore'],
  ['sum', 'sumToOne'],
  ['zScore', 'zScore'],
  ['rank', 'rankScore'],
  ['borda', 'bordaScore'],
]);

function fuserOptions({ options }: StageSyntax, text: ProgramText): string {
  const values: Options = new Map([...options].map(([key, { value }]) => [key, value]));
  const [weights, normalise] = [values.get('weights'), values.get('normalise')];
  const factory = normalisers.get(String(normalise));
  return object(without(values, 'weights', 'normalise'), {
    ...(weights !== undefined && { weights: `[${weights}]` }),
    ...(normalise !== undefined && {
      normalise: factory === undefined ? 'false' : `${text.from('@reprise/fusion', factory)}()`,
    }),
  });
}
