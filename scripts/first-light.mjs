/** What `npm start` runs and the README's picture shows: one experiment and one explained query on the sample. */
export const sample = 'packages/datasets/sample';
export const index = '.reprise/sample';
export const feedback = 'bm25 >> rm3 >> bm25';

export const experiment = [
  'experiment',
  '--collection',
  sample,
  '--index',
  index,
  '--pipeline',
  'bm25',
  '--pipeline',
  feedback,
  '--measures',
  'nDCG@10,AP,R@100',
  '--risk',
  '1',
];
export const explain = ['explain', '--index', index, '--query', 'how to get rid of slugs'];

/** The arguments as a shell takes them. */
export const asTyped = (args) => args.map((arg) => (/[\s>]/.test(arg) ? `"${arg}"` : arg)).join(' ');
