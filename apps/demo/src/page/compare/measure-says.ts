const says: readonly (readonly [name: string, says: string])[] = [
  ['nDCG', 'how well the first ones are ordered: the more relevant, the higher up'],
  ['AP', 'how early all relevant documents come'],
  ['R@', 'which share of the relevant documents is among the first ones'],
  ['P@', 'which share of the first ones is relevant'],
  ['RR', 'how early the first relevant document comes: 1 for the first place, 0.5 for the second'],
];

/** What a measure tells, for people who do not know its name; `''` for one that is not known here. */
export const measureSays = (measure: string): string =>
  says.find(([name]) => measure.startsWith(name))?.[1] ?? '';
