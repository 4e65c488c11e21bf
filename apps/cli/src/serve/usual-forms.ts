import type { FeedbackAnswer, HitAnswer } from '@reprise/demo';

/** Terms as people know them: each with the form in which the shown texts have it most often. */
export function withUsualForms(
  answers: readonly FeedbackAnswer[],
  hits: readonly HitAnswer[],
  tokens: (text: string) => readonly string[],
): readonly FeedbackAnswer[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { text, mark } of hits.flatMap(({ snippet }) => snippet)) {
    const form = text.toLowerCase();
    for (const term of mark === undefined ? [] : tokens(form)) {
      const forms = counts.get(term) ?? new Map<string, number>();
      counts.set(term, forms.set(form, (forms.get(form) ?? 0) + 1));
    }
  }
  const usual = (term: string): string | undefined =>
    [...(counts.get(term) ?? [])].sort(([a, x], [b, y]) => y - x || a.length - b.length)[0]?.[0];
  return answers.map((answer) => {
    if (answer.kind !== 'terms') return answer;
    const terms = answer.terms.map((one) => {
      const word = usual(one.term);
      return word === undefined ? one : { ...one, word };
    });
    return { ...answer, terms };
  });
}
