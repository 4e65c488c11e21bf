import { describe, expect, it } from 'vitest';
import type { Comparison, ExperimentResult, SystemResult } from '../experiment/result.js';
import { toJson } from './to-json.js';
import { toLatex } from './to-latex.js';
import { toMarkdown } from './to-markdown.js';
import { toText } from './to-text.js';

const comparison = (changes: Partial<Comparison>): Comparison => ({
  meanDifference: 0,
  wins: 0,
  ties: 4,
  losses: 0,
  p: 1,
  corrected: 1,
  significant: false,
  risks: [],
  helped: [],
  hurt: [],
  ...changes,
});

const row = (name: string, means: readonly number[], ...comparisons: Comparison[]): SystemResult => ({
  name,
  run: new Map([['q', [{ id: 'd', score: 1 }]]]),
  results: means.map((mean, i) => ({
    measure: ['nDCG@10', 'AP'][i]!,
    mean,
    values: [mean],
    ...(comparisons[i] === undefined ? {} : { comparison: comparisons[i] }),
  })),
});

const risks = (one: number, five: number) => [
  { alpha: 1, uRisk: one, tRisk: 0 },
  { alpha: 5, uRisk: five, tRisk: 0 },
];

const result: ExperimentResult = {
  baseline: 'BM25',
  test: 't',
  correction: 'holm',
  significance: 0.05,
  measures: ['nDCG@10', 'AP'],
  queries: ['q1', 'q2', 'q3', 'q4'],
  systems: [
    row('BM25', [0.3218, 0.15036]),
    row(
      'BM25+RM3',
      [0.346, 0.184],
      comparison({
        wins: 2,
        ties: 1,
        losses: 1,
        significant: true,
        meanDifference: 0.0242,
        risks: risks(0.01, -0.05),
      }),
      comparison({}),
    ),
    row(
      'worse',
      [0.1, 0.05],
      comparison({
        significant: true,
        meanDifference: -0.2218,
        losses: 4,
        ties: 0,
        risks: risks(-0.4, -1.2),
      }),
      comparison({ significant: true, meanDifference: -0.1 }),
    ),
  ],
};

/** The same result where all systems were compared: BM25+RM3 beats both others under the first measure. */
const all: ExperimentResult = {
  ...result,
  pairs: [
    ['nDCG@10', 'BM25', 'BM25+RM3', 0.0242, true] as const,
    ['nDCG@10', 'BM25', 'worse', -0.2218, true] as const,
    ['nDCG@10', 'BM25+RM3', 'worse', -0.246, true] as const,
    ['AP', 'BM25', 'BM25+RM3', 0.0336, false] as const,
    ['AP', 'BM25', 'worse', -0.1, true] as const,
    ['AP', 'BM25+RM3', 'worse', -0.134, false] as const,
  ].map(([measure, first, second, meanDifference, significant]) => {
    const { helped: _, hurt: __, risks: ___, ...difference } = comparison({ meanDifference, significant });
    return { measure, first, second, ...difference };
  }),
};

/** The same result under other names. */
const named = (...names: string[]): ExperimentResult => ({
  ...result,
  baseline: names[0]!,
  systems: names.map((name, i) => ({ ...result.systems[i]!, name })),
});

describe('toText', () => {
  it('aligns decimals, marks what is significant, and says in a legend against what', () => {
    expect(toText(result)).toBe(`\
System    nDCG@10       AP   W/T/L  URisk(1)  URisk(5)
------------------------------------------------------
BM25       0.3218   0.1504       –         –         –
BM25+RM3   0.3460▲  0.1840   2/1/1   +0.0100   -0.0500
worse      0.1000▼  0.0500▼  0/0/4   -0.4000   -1.2000

4 queries. Baseline: BM25. W/T/L and URisk: nDCG@10 against it.
▲ ▼ better, worse: two-sided paired t-test, p with Holm's correction < 0.05.
`);
  });

  it('gives a long name a line of its own and stays within 100 columns', () => {
    const long = 'bm25(k1=1.2, b=0.75) >> rm3(documents=5, terms=20, weight=0.7) >> bm25';
    const lines = toText(named('BM25', long, 'worse')).split('\n');
    expect(lines.slice(2, 6)).toEqual([
      'BM25     0.3218   0.1504       –         –         –',
      long,
      '         0.3460▲  0.1840   2/1/1   +0.0100   -0.0500',
      'worse    0.1000▼  0.0500▼  0/0/4   -0.4000   -1.2000',
    ]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('keeps a name of 40 columns in its row, and a head of more above its figures', () => {
    const name = 'n'.repeat(40);
    const head = 'm'.repeat(41);
    const lines = toText({ ...named('BM25', name, 'worse'), measures: [head, 'AP'] }).split('\n');
    expect(lines[0]).toBe(`${'System'.padEnd(40)}  ${head}       AP   W/T/L  URisk(1)  URisk(5)`);
    expect(lines[3]).toBe(`${name}  ${'0.3460▲'.padStart(42)}  0.1840   2/1/1   +0.0100   -0.0500`);
  });

  it('counts an emoji and a Han character as two columns, and shows no control character', () => {
    const lines = toText(named('🦊', '検索', 'a\u001b[31m\nb\u202e')).split('\n');
    expect(lines.slice(2, 5).map((line) => line.slice(0, line.indexOf('0.')))).toEqual([
      `🦊${' '.repeat(7 + 3)}`,
      `検索${' '.repeat(5 + 3)}`,
      'a\ufffd[31m\ufffdb\ufffd   ',
    ]);
  });

  it('is a plain table of means for one system', () => {
    expect(toText({ ...result, queries: ['q1'], systems: [result.systems[0]!] })).toBe(
      `\
System  nDCG@10      AP
-----------------------
BM25     0.3218  0.1504

1 query.
`,
    );
  });
});

describe('toMarkdown', () => {
  it('writes a table with figures to the right', () => {
    expect(toMarkdown(result)).toBe(`\
| System | nDCG@10 | AP | W/T/L | URisk(1) | URisk(5) |
| --- | ---: | ---: | ---: | ---: | ---: |
| BM25 | 0.3218 | 0.1504 | – | – | – |
| BM25+RM3 | 0.3460▲ | 0.1840 | 2/1/1 | +0.0100 | -0.0500 |
| worse | 0.1000▼ | 0.0500▼ | 0/0/4 | -0.4000 | -1.2000 |

4 queries. Baseline: BM25. W/T/L and URisk: nDCG@10 against it.  
▲ ▼ better, worse: two-sided paired t-test, p with Holm's correction \\< 0.05.
`);
  });

  it('escapes what would end a cell or begin markup', () => {
    const lines = toMarkdown(named('__proto__', 'a|b\\|c', '<b>&amp;`x`*y*[z]~$1$ 🦊')).split('\n');
    expect(lines.slice(2, 5).map((line) => line.slice(0, line.indexOf(' | 0.')))).toEqual([
      '| \\_\\_proto\\_\\_',
      '| a\\|b\\\\\\|c',
      '| \\<b\\>\\&amp;\\`x\\`\\*y\\*\\[z\\]\\~\\$1\\$ 🦊',
    ]);
    expect(lines[6]).toContain('Baseline: \\_\\_proto\\_\\_.');
  });
});

describe('toLatex', () => {
  it('writes a tabular that needs no package', () => {
    expect(toLatex(result)).toBe(String.raw`\begin{tabular}{lrrrrr}
\hline
System & nDCG@10 & AP & W/T/L & URisk(1) & URisk(5) \\
\hline
BM25 & 0.3218 & 0.1504 & -- & -- & -- \\
BM25+RM3 & 0.3460$^{\uparrow}$ & 0.1840 & 2/1/1 & $+$0.0100 & $-$0.0500 \\
worse & 0.1000$^{\downarrow}$ & 0.0500$^{\downarrow}$ & 0/0/4 & $-$0.4000 & $-$1.2000 \\
\hline
\end{tabular}

{\footnotesize 4 queries. Baseline: BM25. W/T/L and URisk: nDCG@10 against it. $^{\uparrow}$ $^{\downarrow}$ better, worse: two-sided paired t-test, p with Holm's correction \textless{} 0.05.}
`);
  });

  it('escapes every character that LaTeX obeys', () => {
    const lines = toLatex(named('__proto__', 'a&b%c$d#e{f}', String.raw`\x~y^z|>`)).split('\n');
    expect(lines.slice(4, 7).map((line) => line.slice(0, line.indexOf(' & 0.')))).toEqual([
      String.raw`\_\_proto\_\_`,
      String.raw`a\&b\%c\$d\#e\{f\}`,
      String.raw`\textbackslash{}x\textasciitilde{}y\textasciicircum{}z\textbar{}\textgreater{}`,
    ]);
  });
});

describe('toLatex of one system', () => {
  it('has a column of names and one a measure, and says how many queries', () => {
    expect(toLatex({ ...result, systems: [result.systems[0]!] })).toBe(String.raw`\begin{tabular}{lrr}
\hline
System & nDCG@10 & AP \\
\hline
BM25 & 0.3218 & 0.1504 \\
\hline
\end{tabular}

{\footnotesize 4 queries.}
`);
  });

  it('escapes the names of measures', () => {
    const lines = toLatex({ ...result, measures: ['ndcg_cut_10', 'R%'] }).split('\n');
    expect(lines[2]).toBe(String.raw`System & ndcg\_cut\_10 & R\% & W/T/L & URisk(1) & URisk(5) \\`);
    expect(lines.at(-2)).toContain(String.raw`W/T/L and URisk: ndcg\_cut\_10 against it.`);
  });
});

describe('a table of all pairs', () => {
  it('raises behind a mean the letters of the systems that it is better than', () => {
    expect(toText(all)).toBe(`\
#  System    nDCG@10        AP   W/T/L  URisk(1)  URisk(5)
----------------------------------------------------------
a  BM25       0.3218ᶜ   0.1504ᶜ      –         –         –
b  BM25+RM3   0.3460ᵃᶜ  0.1840   2/1/1   +0.0100   -0.0500
c  worse      0.1000    0.0500   0/0/4   -0.4000   -1.2000

4 queries. Baseline: BM25. W/T/L and URisk: nDCG@10 against it.
Letters: systems that it is better than (two-sided paired t-test, p with Holm's correction over all 3 pairs < 0.05).
`);
  });

  it('prints the highest means in bold where there is bold', () => {
    expect(toMarkdown(all).split('\n').slice(0, 5)).toEqual([
      '| # | System | nDCG@10 | AP | W/T/L | URisk(1) | URisk(5) |',
      '| --- | --- | --- | --- | ---: | ---: | ---: |',
      '| a | BM25 | 0.3218<sup>c</sup> | 0.1504<sup>c</sup> | – | – | – |',
      '| b | BM25+RM3 | **0.3460**<sup>ac</sup> | **0.1840** | 2/1/1 | +0.0100 | -0.0500 |',
      '| c | worse | 0.1000 | 0.0500 | 0/0/4 | -0.4000 | -1.2000 |',
    ]);
    expect(toLatex(all).split('\n').slice(0, 7)).toEqual([
      String.raw`\begin{tabular}{llllrrr}`,
      String.raw`\hline`,
      String.raw`\# & System & nDCG@10 & AP & W/T/L & URisk(1) & URisk(5) \\`,
      String.raw`\hline`,
      String.raw`a & BM25 & 0.3218$^{\mathrm{c}}$ & 0.1504$^{\mathrm{c}}$ & -- & -- & -- \\`,
      String.raw`b & BM25+RM3 & \textbf{0.3460}$^{\mathrm{ac}}$ & \textbf{0.1840} & 2/1/1 & $+$0.0100 & $-$0.0500 \\`,
      String.raw`c & worse & 0.1000 & 0.0500 & 0/0/4 & $-$0.4000 & $-$1.2000 \\`,
    ]);
  });

  it('prints in bold all that are equal at the digits shown', () => {
    const systems = [row('one', [0.34601, 0]), row('two', [0.34599, 0])];
    expect(toMarkdown({ ...all, systems, pairs: [] }).match(/\*\*0\.3460\*\*/g)).toHaveLength(2);
  });

  it('has a superscript for every letter of 26', () => {
    const names = Array.from({ length: 26 }, (_, i) => `system ${i}`);
    const systems = names.map((name, i) => row(name, [1 - i / 100, 0]));
    const pairs = names.slice(1).map((second) => ({ ...all.pairs![1]!, first: 'system 0', second }));
    const text = toText({ ...result, systems, pairs });
    expect(text).toContain('a  system 0 ');
    expect(text).toContain('1.0000ᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ𐞥ʳˢᵗᵘᵛʷˣʸᶻ');
  });

  it('is a plain table for one system, and says nothing of a family where nothing is corrected', () => {
    const alone = { ...result, systems: [result.systems[0]!] };
    expect(toText({ ...alone, pairs: [] })).toBe(toText(alone));
    expect(toText({ ...all, correction: 'none' })).toContain(
      '(two-sided paired t-test, p uncorrected < 0.05)',
    );
  });

  it('is in the JSON with its figures', () => {
    expect(JSON.parse(toJson(all)).pairs).toEqual(all.pairs);
  });
});

describe('toJson', () => {
  it('holds everything but the runs, on one line', () => {
    const text = toJson(result);
    expect(text.indexOf('\n')).toBe(text.length - 1);
    const systems = result.systems.map(({ name, results }) => ({ name, results }));
    expect(JSON.parse(text)).toEqual({ ...result, systems });
  });

  it('writes a test that says nothing as null, and names as they are', () => {
    const name = '__proto__ | 🦊\n';
    const systems = [row(name, [1, 1], comparison({ p: Number.NaN, corrected: Number.NaN }))];
    const parsed = JSON.parse(toJson({ ...result, systems }));
    expect(parsed.systems[0].name).toBe(name);
    expect(parsed.systems[0].results[0].comparison).toMatchObject({ p: null, corrected: null });
  });
});

describe('the legend', () => {
  const last = (changes: Partial<ExperimentResult>): string =>
    toText({ ...result, ...changes })
      .trimEnd()
      .split('\n')
      .at(-1)!;

  it('names the test, the correction and the level', () => {
    expect(last({ test: 'randomization', correction: 'bonferroni', significance: 0.01 })).toBe(
      "▲ ▼ better, worse: two-sided randomisation test, p with Bonferroni's correction < 0.01.",
    );
    expect(last({ test: 'wilcoxon', correction: 'benjamini-hochberg' })).toBe(
      "▲ ▼ better, worse: two-sided Wilcoxon test, p with Benjamini and Hochberg's correction < 0.05.",
    );
    expect(last({ correction: 'none' })).toBe(
      '▲ ▼ better, worse: two-sided paired t-test, p uncorrected < 0.05.',
    );
  });

  it('does not speak of risk where none was asked for', () => {
    const systems = [result.systems[0]!, row('other', [0.5, 0.5], comparison({}), comparison({}))];
    expect(toText({ ...result, systems })).toContain('W/T/L: nDCG@10 against it.');
  });
});
