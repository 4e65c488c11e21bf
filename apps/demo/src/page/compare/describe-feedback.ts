import type { FeedbackAnswer, TermsAnswer } from '../../api/types.js';
import type { Difference } from './rank-changes.js';
import { readableToken } from './readable-token.js';

/** A piece of a sentence; `as` says what it is, for the page to set it off. */
export interface Phrase {
  readonly text: string;
  readonly as?: 'added' | 'document';
}

/** Words named in a sentence; the chart below has all. */
const named = 6;

/**
 * What feedback did, a sentence an answer. A stage that did two things has two answers, and the second sentence goes on
 * from the first. `byHand`: it learnt from a person's judgements.
 */
export function describeFeedback(
  answers: readonly FeedbackAnswer[],
  byHand: boolean,
): readonly (readonly Phrase[])[] {
  return answers.map((feedback, i) => {
    const goesOn = answers[i - 1]?.stage === feedback.stage;
    const begins = goesOn ? 'It ' : `${feedback.stage} ${read(feedback, byHand)} and `;
    if (byHand && !goesOn && feedback.positive.length === 0 && !feedback.heedsNegative) {
      return [{ text: `${feedback.stage} learnt nothing: it needs results that you approved.` }];
    }
    const deaf = byHand && !goesOn && feedback.negative.length > 0 && !feedback.heedsNegative;
    return [
      { text: begins },
      ...did(feedback),
      ...(deaf ? [{ text: ` ${feedback.stage} does not use what you rejected.` }] : []),
    ];
  });
}

function read({ positive, negative, heedsNegative }: FeedbackAnswer, byHand: boolean): string {
  if (!byHand) {
    const below = negative.length > 0 ? ` (and ${negative.length} from the end as bad examples)` : '';
    return `read the first ${counted(positive.length, 'result')}${below}`;
  }
  const bad = heedsNegative && negative.length > 0 ? `${negative.length} that you rejected` : '';
  if (positive.length === 0 && bad !== '') return `learnt from ${bad} alone`;
  return `learnt from ${counted(positive.length, 'result')} that you approved${bad && ` and ${bad},`}`;
}

function did(feedback: FeedbackAnswer): readonly Phrase[] {
  switch (feedback.kind) {
    case 'terms':
      return didTerms(feedback);
    case 'vector':
      return [
        {
          text: `moved the query towards them: it is now ${similarity(feedback.cosine)} to what you typed (1 would be unmoved).`,
        },
      ];
    case 'tokens':
      return [
        { text: `added ${counted(feedback.tokens.length, 'piece')} of words to the query: ` },
        ...list(feedback.tokens.map(({ token }) => readableToken(token))),
        { text: '.' },
      ];
    case 'text':
      return didText(feedback);
  }
}

function didTerms({ terms }: TermsAnswer): readonly Phrase[] {
  const added = terms.filter(({ before, after }) => before === undefined && after !== undefined);
  const yours = terms.reduce((sum, { before, after = 0 }) => sum + (before === undefined ? 0 : after), 0);
  const all = terms.reduce((sum, { after = 0 }) => sum + after, 0);
  const same = ({ before = 0, after = 0 }: TermsAnswer['terms'][number]): boolean =>
    Math.abs(before - after) < 0.0005;
  if (terms.every(same)) return [{ text: 'changed nothing: your words count as before.' }];
  if (added.length === 0)
    return [{ text: 'added no word: it only changed how much each of your words counts.' }];
  return [
    { text: `added ${counted(added.length, 'word')}: ` },
    ...list(added.map(({ term, word = term }) => word)),
    { text: `. Your own words keep ${percent(all === 0 ? 0 : yours / all)} of the weight.` },
  ];
}

function didText({ text, cosine, features }: Extract<FeedbackAnswer, { kind: 'text' }>): readonly Phrase[] {
  const moved = cosine === undefined ? '' : ` It is ${similarity(cosine)} to what you typed.`;
  if (features.length > 0) {
    const documents = new Set(features.map(({ id }) => id)).size;
    return [
      {
        text: `used ${counted(features.length, 'note')} that had been made of ${counted(documents, 'document')} beforehand.`,
      },
    ];
  }
  const length = text === undefined ? '' : `, now ${text.length.toLocaleString('en')} characters long`;
  return [{ text: `wrote a new text for the query${length}.${moved}` }];
}

/** How this side's first hits differ from the other side's, in a sentence. */
export function describeDifference(
  { entered, riser }: Difference,
  depth: number,
  other: string,
  titleOf: (id: string) => string,
): readonly Phrase[] {
  if (entered.length === 0 && riser === undefined)
    return [{ text: `The first ${depth} are those of the ${other} side, in the same order.` }];
  const phrases: Phrase[] = [
    {
      text:
        entered.length === 0
          ? `The first ${depth} are those of the ${other} side in another order`
          : `${entered.length} of the first ${depth} ${entered.length === 1 ? 'is' : 'are'} not in the ${other} side’s first ${depth}`,
    },
  ];
  if (riser !== undefined)
    phrases.push(
      { text: '; ' },
      { text: titleOf(riser.id), as: 'document' },
      { text: ` rose from ${riser.from} to ${riser.to}` },
    );
  return [...phrases, { text: '.' }];
}

function* list(words: readonly string[]): Generator<Phrase> {
  const shown = words.slice(0, named);
  for (const [i, text] of shown.entries()) {
    if (i > 0) yield { text: i === shown.length - 1 && words.length <= named ? ' and ' : ', ' };
    yield { text, as: 'added' };
  }
  if (words.length > named) yield { text: ` and ${words.length - named} more` };
}

const similarity = (cosine: number): string => `${cosine.toFixed(2)} similar`;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
