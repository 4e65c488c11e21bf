/**
 * Writes docs/prompt-feedback.md: PromptPRF with features of the extractive maker on nfcorpus and cranfield, and with those of
 * a language model on nfcorpus, where REPRISE_GGUF is the path of an instruct model's file (and REPRISE_LLAMA that of
 * node-llama-cpp's entry where it is not installed here). The model makes features for as many minutes as `--minutes` says,
 * none by default, and the table counts the queries that it made all of; what it makes is kept, as that of `reprise features`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  asked,
  closeEncoder,
  completeQueries,
  documents,
  extract,
  generate,
  measures,
  openMaterial,
  openModel,
  runSystem,
  timeExtractive,
  timeModel,
  waysOf,
} from './prompt-feedback-systems.mjs';
import { four, mean, moved, named, score, signed, table } from './tables.mjs';
import { root } from './workspaces.mjs';

const { minutes } = parseArgs({ options: { minutes: { type: 'string', default: '0' } } }).values;
const { REPRISE_GGUF: path, REPRISE_LLAMA: runtime } = process.env;
const modelFile = { path, runtime };

/** What larger encoders reach alone on nfcorpus test, with their parameters in millions; all-MiniLM-L6-v2 has 23. */
const larger = [
  ['all-mpnet-base-v2', 0.333, 109],
  ['bge-small-en-v1.5', 0.343, 33],
];
const depths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const ranks = [1, 2, 3, 5, 10];
/** Documents of which costs are taken. */
const timed = { extractive: 300, model: 3 };

const paper = { joined: 'together', weight: 0 };
const both = ['keywords', 'summary'];

/** PromptPRF of some features, in the forms that every table has. */
const forms = (title, prompt, first, features, names) =>
  names.flatMap((name) => {
    const chosen = name === 'both' ? both : name === 'all' ? ['keywords', 'entities', 'summary'] : [name];
    return [[`${title}, ${name}`, first, prompt(features, { features: chosen })]];
  });

function extractiveSystems(material, features) {
  const { byVector, byTerms } = material;
  const { vectorPrompt, termPrompt, average, rocchio, byRm3, fused } = waysOf(material);
  const names = ['keywords', 'entities', 'summary', 'all'];
  const summary = { features: ['summary'] };
  return {
    dense: [
      ['dense', byVector],
      ['dense, average (3)', byVector, average(3)],
      ['dense, Rocchio (5)', byVector, rocchio(5)],
      ...forms('dense, PromptPRF', vectorPrompt, byVector, features, names),
      ['dense, PromptPRF, the passage itself', byVector, vectorPrompt(features, { features: ['passage'] })],
      ...['keywords', 'summary'].map((name) => [
        `dense, PromptPRF, ${name}, as in the paper`,
        byVector,
        vectorPrompt(features, { features: [name], ...paper }),
      ]),
    ],
    sparse: [
      ['bm25', byTerms],
      ['bm25, RM3 (10)', byTerms, byRm3()],
      ...forms('bm25, PromptPRF', termPrompt, byTerms, features, names),
    ],
    hybrid: [
      ['RRF of bm25, dense', fused(byTerms, byVector)],
      ['RRF of bm25 with RM3, dense with Rocchio', fused(byTerms.pipe(byRm3()), byVector.pipe(rocchio(5)))],
      ...names.map((name) => {
        const options = { features: name === 'all' ? ['keywords', 'entities', 'summary'] : [name] };
        return [
          `RRF of both with PromptPRF, ${name}`,
          fused(byTerms.pipe(termPrompt(features, options)), byVector.pipe(vectorPrompt(features, options))),
        ];
      }),
    ],
    depth: depths.flatMap((k) => [
      [`average (${k})`, byVector, average(k)],
      ...both.map((name) => [`${name} (${k})`, byVector, vectorPrompt(features, { features: [name] }, k)]),
    ]),
    ranks: [
      ['dense', byVector],
      ...ranks.map((rank) => [
        `rank ${rank} alone`,
        byVector,
        vectorPrompt(features, { ...summary, ranks: [rank] }, rank),
      ]),
    ],
    order: [
      ['dense', undefined],
      ['apart', {}],
      ['together, best first', { joined: 'together' }],
      ['together, best last', { joined: 'together', order: 'bestLast' }],
      ['together, best first, rank labels', { joined: 'together', rankLabels: true }],
      ['together, best last, rank labels', { joined: 'together', order: 'bestLast', rankLabels: true }],
    ].map(([name, options]) => [
      name,
      byVector,
      options && vectorPrompt(features, { ...summary, ...options }),
    ]),
  };
}

async function extractiveResults(name) {
  const material = await openMaterial(name);
  const features = await extract(material);
  const groups = new Map();
  for (const [group, systems] of Object.entries(extractiveSystems(material, features))) {
    const results = [];
    for (const system of systems) results.push(await runSystem(material, system));
    groups.set(group, results);
  }
  return { name, material, features, groups };
}

/** Both makers on the queries that the model made all features of. */
async function modelResults({ material, features: extracted }) {
  const opened = await openModel({ ...modelFile, minutes: Number(minutes) });
  const { features, usage, wanted } = await generate(material, opened);
  const only = completeQueries(material, features);
  const { byVector, byTerms } = material;
  const { vectorPrompt, termPrompt, average, rocchio, byRm3, written } = waysOf(material);
  const names = ['keywords', 'summary', 'both'];
  const systems = [
    ['dense', byVector],
    ['dense, average (3)', byVector, average(3)],
    ['dense, Rocchio (5)', byVector, rocchio(5)],
    ...forms('dense, extractive', vectorPrompt, byVector, extracted, names),
    ...forms('dense, model', vectorPrompt, byVector, features, names),
    ...both.flatMap((name) =>
      [
        ['extractive', extracted],
        ['model', features],
      ].map(([maker, of]) => [
        `dense, ${maker}, ${name}, as in the paper`,
        byVector,
        vectorPrompt(of, { features: [name], ...paper }),
      ]),
    ),
    ['bm25', byTerms],
    ['bm25, RM3 (10)', byTerms, byRm3()],
    ...forms('dense, then bm25, extractive', termPrompt, byVector, extracted, names),
    ...forms('dense, then bm25, model', termPrompt, byVector, features, names),
  ];
  const online = [
    ['dense, GRF, summary', byVector, written(opened.model, byVector)],
    ['bm25, GRF, summary', byTerms, written(opened.model, byTerms)],
  ];
  const results = [];
  for (const system of systems) results.push(await runSystem(material, system, only));
  // A query whose answer is not there yet rejects: then the table is without.
  for (const system of online) {
    const made = await runSystem(material, system, only).catch((error) => {
      if (error.details?.reason !== 'refused') throw error;
      return undefined;
    });
    if (made !== undefined) results.push(made);
  }
  await opened.close();
  const some = [...features.keys()].slice(0, timed.model);
  const made = await timeModel(
    modelFile,
    some.map((id) => material.texts.get(id)),
  );
  const same = made.filter(({ name, text, said }) =>
    some.some((id) => material.texts.get(id) === text && features.get(id).get(name) === said),
  ).length;
  return { title: opened.title, features, usage, wanted, only, results, made, timed: some.length, same };
}

const results = [];
for (const name of ['nfcorpus', 'cranfield']) results.push(await extractiveResults(name));
const [nfcorpus] = results;
const byModel = modelFile.path === undefined ? undefined : await modelResults(nfcorpus);
const someTexts = [...nfcorpus.material.texts.values()].slice(0, timed.extractive);
const extractiveSeconds = await timeExtractive(someTexts);
await closeEncoder();

const meanOf = (systems, name, m = 0) => mean(named(systems, name).values[m]);
/** Differences in nDCG@10 and AP with wins and losses, on every collection. */
const against = (name, baseline, group = 'dense') =>
  results
    .map(({ name: collection, groups }) => {
      const systems = groups.get(group);
      const { wins, losses } = moved(named(systems, name), named(systems, baseline));
      const [ndcg, ap] = [0, 1].map((m) => signed(meanOf(systems, name, m) - meanOf(systems, baseline, m)));
      return `${collection} ${ndcg} and ${ap} (${wins}/${losses})`;
    })
    .join(', ');
const byDepth = (say) =>
  results
    .map(({ name, groups }) => {
      const at = (way, k) => meanOf(groups.get('depth'), `${way} (${k})`);
      return `${name} ${['average', ...both].map((way) => `${way} ${say((k) => at(way, k))}`).join(', ')}`;
    })
    .join('; ');
const bestDepths = byDepth((at) => depths.reduce((a, b) => (at(b) > at(a) ? b : a)));
const lostByTen = byDepth((at) => signed(at(10) - at(1)));
const best = (systems) => systems.reduce((a, b) => (score(b) > score(a) ? b : a));
const highest = (group) =>
  results
    .map(({ name, groups }) => {
      const top = best(groups.get(group));
      return `${name} "${top.name}" (${four(score(top))})`;
    })
    .join(', ');

const itself = 'dense, PromptPRF, the passage itself';
const isPrompted = ({ name }) => name.includes('PromptPRF') && name !== itself;
const prompted = nfcorpus.groups.get('dense').filter(isPrompted);
/** Where the passage itself is as good as what is said of it. */
const asGood = results
  .map(({ name, groups }) => {
    const systems = groups.get('dense');
    const rows = systems.filter(isPrompted);
    const ahead = rows.filter((row) => score(row) > meanOf(systems, itself));
    return `${ahead.length} of ${rows.length} rows on ${name}`;
  })
  .join(', ');
const verdicts = larger.map(([name, reached, parameters]) => {
  const top = best(prompted);
  const verdict = score(top) > reached ? 'passed' : 'not passed';
  return `| ${name} alone | ${parameters} M | ${four(reached)} | ${verdict} by ${four(Math.abs(score(top) - reached))} |`;
});

/** One row a depth, with the three measures of each system. */
const depthTable = (
  systems,
) => `| Documents | ${['average', ...both].map((name) => `${name}: ${measures.join(' · ')}`).join(' | ')} |
| ---: | :---: | :---: | :---: |
${depths
  .map((k) => {
    const cells = ['average', ...both].map((name) =>
      measures.map((_, m) => four(meanOf(systems, `${name} (${k})`, m))).join(' · '),
    );
    return `| ${k} | ${cells.join(' | ')} |`;
  })
  .join('\n')}`;

const section = ({ name, groups }) => {
  const of = (group) => groups.get(group);
  const tableOf = (group) => table(of(group), of(group)[0], measures);
  return `## ${name}, ${of('dense')[0].values[0].length} queries, extractive features

${tableOf('dense')}

${tableOf('sparse')}

${tableOf('hybrid')}

By depth, dense:

${depthTable(of('depth'))}

The summary of one document alone, dense; the query keeps its half:

${tableOf('ranks')}

How the summaries of ${documents} documents are put into texts, dense; the query keeps its half:

${tableOf('order')}
`;
};

/** Of those that were made: an answer that is no feature is refused. */
const bytes = (features, name) => {
  const made = [...features.values()].filter((of) => of.has(name));
  return made.length === 0 ? '–' : mean(made.map((of) => Buffer.byteLength(of.get(name)))).toFixed(0);
};
const costRow = (maker, name, features, cells) =>
  `| ${[maker, name, ...cells, bytes(features, name)].join(' | ')} |`;
const costRows = [
  ...[...extractiveSeconds].map(([name, seconds]) =>
    costRow('extractive', name, nfcorpus.features, ['0', '0', seconds.toFixed(4), '']),
  ),
  ...(byModel === undefined
    ? []
    : [...new Set(byModel.made.map(({ name }) => name))].map((name) => {
        const mine = byModel.made.filter((one) => one.name === name);
        const of = (kind, among = mine) => mean(among.map((one) => one[kind]));
        const usage = byModel.usage.get(name) ?? mine;
        const tokens = ['inputTokens', 'outputTokens'].map((kind) => of(kind, usage).toFixed(0));
        const features = asked.includes(name)
          ? byModel.features
          : new Map(mine.map(({ text, said }) => [text, new Map(said === undefined ? [] : [[name, said]])]));
        return costRow(byModel.title, name, features, [
          ...tokens,
          of('cpu').toFixed(1),
          of('wall').toFixed(1),
        ]);
      })),
];

const difference = (systems, name, baseline) => {
  const { wins, losses } = moved(named(systems, name), named(systems, baseline));
  const [ndcg, ap] = [0, 1].map((m) => signed(meanOf(systems, name, m) - meanOf(systems, baseline, m)));
  return `${ndcg} and ${ap} (${wins}/${losses})`;
};
const modelSection = ({ title, features, wanted, only, results: systems }) => {
  const lines = both.map(
    (name) =>
      `* ${name}: the model's to no feedback ${difference(systems, `dense, model, ${name}`, 'dense')}, the extractive maker's ${difference(systems, `dense, extractive, ${name}`, 'dense')}; the model's to the extractive maker's ${difference(systems, `dense, model, ${name}`, `dense, extractive, ${name}`)}.`,
  );
  return `## nfcorpus, features of a language model, ${only.size} queries

The model whose file calls itself "${title}" has made the features of ${features.size} of the ${wanted} documents that are among the first ${documents} of dense for all test
queries. ${only.size} queries have all of theirs: both makers, and all else in this table, are on these same queries.
${only.size < 100 ? 'So few queries show no more than whether something is badly wrong: no difference here says which maker is better.' : ''}
"Dense, then bm25" reads the hits of dense and searches with bm25, since the features are of those hits.${
    named(systems, 'dense, GRF, summary') === undefined
      ? ''
      : ' GRF asks the model at query time for a summary of the answer, once a query.'
  }
With the model's file named, \`npm run table:prompt-feedback -- --minutes 60\` goes on where it was stopped; what \`reprise features --model\` made counts too.

In nDCG@10 and AP, and wins/losses in nDCG@10:

${lines.join('\n')}

${table(systems, systems[0], measures)}
`;
};

writeFileSync(
  join(root, 'docs/prompt-feedback.md'),
  `# What PromptPRF does

Features that are made of documents offline are put beside the query, which is encoded once more; documents and index stay as they are
(Li, Wang, Koopman and Zuccon, arXiv 2503.14887). Where nothing else is said: ${documents} documents, each encoded apart with the query; the query keeps half
of its weight. "As in the paper" is all of them in one text that takes the query's place. Dense is all-MiniLM-L6-v2, sparse is BM25 over
English words. Nothing was tuned. Made by \`npm run table:prompt-feedback\`; a row in the command's words: \`dense >> promptPrf(features=summary) >> dense\`.

The extractive maker uses no language model: it takes words, names and sentences that stand in a document (TextRank, capitals, the
sentences nearest to the centroid). "The passage itself" is the beginning of the document in the place of a feature: what features have to be better than.

W/T/L, URisk and the marks ▲ ▼ (two-sided paired t-test, p with Holm's correction < 0.05) are against the first row of each table.

## Reading

Differences in nDCG@10 and AP, and wins/losses in nDCG@10; features of the extractive maker.

* Dense, summary to no feedback: ${against('dense, PromptPRF, summary', 'dense')}; to Vector-PRF's Rocchio: ${against('dense, PromptPRF, summary', 'dense, Rocchio (5)')}; to the passage itself: ${against('dense, PromptPRF, summary', itself)}.
* Dense, keywords to no feedback: ${against('dense, PromptPRF, keywords', 'dense')}; all features: ${against('dense, PromptPRF, all', 'dense')}.
* Features have a higher nDCG@10 than the passage itself in ${asGood}: to this encoder, extracts say no more than the beginning of the document does.
* As in the paper, summary to no feedback: ${against('dense, PromptPRF, summary, as in the paper', 'dense')}. The encoder was not made to be prompted; it follows what stands in the text.
* bm25, all features to no feedback: ${against('bm25, PromptPRF, all', 'bm25', 'sparse')}; to RM3: ${against('bm25, PromptPRF, all', 'bm25, RM3 (10)', 'sparse')}.
* Both searches with PromptPRF's summary to both without: ${against('RRF of both with PromptPRF, summary', 'RRF of bm25, dense', 'hybrid')}; to RM3 and Rocchio: ${against('RRF of both with PromptPRF, summary', 'RRF of bm25 with RM3, dense with Rocchio', 'hybrid')}.
* The depth of the highest nDCG@10, of ${depths.at(-1)}: ${bestDepths}. Against depth 1, ten documents change it by ${lostByTen}.
* The summary of one document alone to no feedback: rank 1 ${against('rank 1 alone', 'dense', 'ranks')}; rank 3 ${against('rank 3 alone', 'dense', 'ranks')}; rank 10 ${against('rank 10 alone', 'dense', 'ranks')}.
* The highest nDCG@10: dense ${highest('dense')}; sparse ${highest('sparse')}; hybrid ${highest('hybrid')}.

A small encoder with PromptPRF against larger ones alone, nDCG@10 on nfcorpus; the best of the ${prompted.length} dense rows with PromptPRF, picked by hand, is
"${best(prompted).name}" with ${four(score(best(prompted)))}. The figures of the larger ones are those that are published of them or that were measured with their files elsewhere.

| | Parameters | nDCG@10 | all-MiniLM-L6-v2 (23 M) with PromptPRF |
| --- | ---: | ---: | --- |
${verdicts.join('\n')}

## What features cost

A document of nfcorpus: tokens of the prompt and of the answer, seconds, and bytes of the feature in UTF-8. Seconds are of the processor
and, of the model, of the clock too, one request after the other, one thread${byModel === undefined ? '' : `; ${byModel.timed} documents of the model, ${timed.extractive} of the extractive maker`}, on a machine of two cores
that other work kept busy. What is asked for after the keywords of the same passage reads only its own task anew.${byModel === undefined ? '' : ` The model's\nkeywords and summary: tokens and bytes of ${byModel.features.size} documents. Without bytes: no answer was a feature.`}
${
  byModel === undefined
    ? ''
    : `Of the ${byModel.timed * asked.length} answers that were timed, one after the other, ${byModel.same} are word for word those that were made four side by side.\n`
}
| Maker | Feature | tokens in | tokens out | CPU s | s | bytes |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
${costRows.join('\n')}

A query costs ${documents} more encodings apart and one together, and no call of a language model; GRF costs a call for each feature of each query.

${results.map(section).join('\n')}
${byModel === undefined ? '' : modelSection(byModel)}`,
);
