import { english } from '@reprise/text';
import { expect, it } from 'vitest';
import { withUsualForms } from './usual-forms.js';

it('gives terms the form in which the shown texts have them most often, and leaves others alone', () => {
  const snippet = (...words: readonly string[]) => ({
    ...{ id: 'a', rank: 1, score: 1 },
    snippet: words.map((text) => ({ text, mark: 'added' as const })),
  });
  const learnt = { stage: 'rm3', positive: [], negative: [], heedsNegative: false } as const;
  const terms = [
    { term: 'degre', after: 0.5 },
    { term: 'fog', after: 0.5 },
  ];
  const vector = { ...learnt, kind: 'vector', cosine: 1, kept: 1, points: [] } as const;
  const hits = [
    snippet('Degrees', 'degree'),
    snippet('degrees'),
    { ...snippet(), snippet: [{ text: 'fogs' }] },
  ];
  const [first, second] = withUsualForms(
    [{ ...learnt, kind: 'terms', terms }, vector],
    hits,
    english().tokens,
  );
  expect(first).toMatchObject({ terms: [{ term: 'degre', word: 'degrees', after: 0.5 }, terms[1]] });
  expect(second).toBe(vector);
});
