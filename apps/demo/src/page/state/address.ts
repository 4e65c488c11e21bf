import type { Judgements } from './rounds.js';

/** All that the page's address says: whoever opens it sees the same. */
export interface Address {
  readonly view: 'search' | 'evaluation';
  readonly query: string;
  /** The query's id where it is one of the judged queries, `''` where it is not. */
  readonly judged: string;
  /** Pipelines; `''` for the first two that the server proposes. */
  readonly left: string;
  readonly right: string;
  /** Judgements that the shown round learnt from. */
  readonly given: Judgements;
  readonly measure: string;
}

export const emptyAddress: Address = {
  view: 'search',
  query: '',
  judged: '',
  left: '',
  right: '',
  given: [],
  measure: 'nDCG@10',
};

const texts = ['judged', 'left', 'right'] as const;

/** Reads the part of an address behind `?`; what is missing or unknown is as in `emptyAddress`. */
export function readAddress(search: string): Address {
  const parameters = new URLSearchParams(search);
  const text = (name: string): string => parameters.get(name) ?? '';
  return {
    view: text('view') === 'evaluation' ? 'evaluation' : 'search',
    query: text('q'),
    judged: text('judged'),
    left: text('left'),
    right: text('right'),
    given: [...new Map(parameters.getAll('given').filter(isGiven).map(readGiven))].map(([id, grade]) => ({
      id,
      grade,
    })),
    measure: text('measure') || emptyAddress.measure,
  };
}

/** Writes it again, without what is as in `emptyAddress`. */
export function writeAddress(address: Address): string {
  const parameters = new URLSearchParams();
  if (address.view !== emptyAddress.view) parameters.set('view', address.view);
  if (address.query !== '') parameters.set('q', address.query);
  for (const name of texts) if (address[name] !== '') parameters.set(name, address[name]);
  for (const { id, grade } of address.given) parameters.append('given', `${grade > 0 ? 'yes' : 'no'}:${id}`);
  if (address.measure !== emptyAddress.measure) parameters.set('measure', address.measure);
  const written = parameters.toString();
  return written === '' ? '' : `?${written}`;
}

const isGiven = (text: string): boolean => /^(yes|no):./su.test(text);

function readGiven(text: string): [id: string, grade: number] {
  const colon = text.indexOf(':');
  return [text.slice(colon + 1), text.slice(0, colon) === 'yes' ? 1 : 0];
}
