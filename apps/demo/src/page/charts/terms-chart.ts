import { axisX, axisY, barX, plot, ruleX } from '@observablehq/plot';
import type { TermsAnswer } from '../../api/types.js';
import { finish } from './finish.js';

type Term = TermsAnswer['terms'][number];

const rowHeight = 22;
const longest = 22;

/** A pair of bars a term: its share of the query's weight before feedback above, after it below. */
export function termsChart(terms: readonly Term[], width: number): Element {
  const names = new Map(terms.map(({ term, word = term }) => [term, word]));
  const letters = Math.min(longest, Math.max(...[...names.values()].map((name) => name.length)));
  return finish(
    plot({
      width,
      height: terms.length * rowHeight + 58,
      marginLeft: 16 + letters * 7,
      marginRight: 12,
      marginTop: 42,
      x: { domain: [0, Math.max(...terms.flatMap(({ before = 0, after = 0 }) => [before, after]))] },
      y: { domain: [...names.keys()], padding: 0.12, label: null },
      marks: [
        axisX({
          anchor: 'top',
          label: 'share of the query’s weight',
          labelOffset: 38,
          tickFormat: '.0%',
          ticks: 4,
        }),
        axisY({ tickSize: 0, tickFormat: (term: string) => cut(names.get(term) ?? term) }),
        barX(terms, {
          y: 'term',
          x1: 0,
          x2: ({ before = 0 }: Term) => before,
          fill: 'var(--before)',
          insetBottom: rowHeight * 0.48,
        }),
        barX(terms, {
          y: 'term',
          x1: 0,
          x2: ({ after = 0 }: Term) => after,
          fill: ({ before }: Term) => (before === undefined ? 'var(--added)' : 'var(--yours)'),
          insetTop: rowHeight * 0.42,
        }),
        ruleX([0]),
      ],
      color: { type: 'identity' },
    }),
    `Shares of the query’s weight before and after feedback, of ${terms.length} terms. The table below has the figures.`,
  );
}

const cut = (name: string): string => (name.length > longest ? `${name.slice(0, longest - 1)}…` : name);
