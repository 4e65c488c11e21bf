import { strategyConformance } from '@reprise/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ancePrf, ancePrfInput, lol, lolRegulariser, rankingLoss } from './index.js';
import { feedbackOn, hostileTexts, letterCounts, textFeedback } from './text.test-support.js';

/** The letters, and remembers what it read. */
function remembering(): typeof letterCounts & { readonly read: string[] } {
  const read: string[] = [];
  return {
    ...letterCounts,
    read,
    encode: (batch, role, options) => {
      read.push(...batch.map(({ text }) => `${role}: ${text}`));
      return letterCounts.encode(batch, role, options);
    },
  };
}

describe('ancePrf', () => {
  it('lets the encoder read query and passages, lower-cased, with its separator between them', async () => {
    const encoder = remembering();
    const [changed] = await ancePrf({ encoder }).refine([feedbackOn('A b', 'C', 'd D')]);
    expect(encoder.read).toEqual(['query: a b|c|d d']);
    expect(changed).toEqual({ vector: { space: 'letters', data: Float32Array.of(1, 1, 1, 2, 2) } });
  });

  it('takes at most as many passages as the checkpoint was trained with, and says so', async () => {
    const encoder = remembering();
    expect(ancePrf({ encoder }).depth).toEqual({ positive: 3 });
    expect(ancePrf({ encoder, depth: 1 }).depth).toEqual({ positive: 1 });
    await ancePrf({ encoder }).refine([feedbackOn('q', '1', '2', '3', '4')]);
    await ancePrf({ encoder, depth: 1, separator: '</s>' }).refine([feedbackOn('q', '1', '2')]);
    expect(encoder.read).toEqual(['query: q|1|2|3', 'query: q</s>1']);
  });

  it('writes what its encoder writes', () => {
    const { separator, ...encoder } = letterCounts;
    expect(ancePrf({ encoder, separator })).toMatchObject({
      name: 'ancePrf',
      reads: ['text'],
      sees: ['text'],
      writes: ['vector'],
    });
  });

  it('wants to know what stands between texts, and a depth', () => {
    const { separator: _, ...encoder } = letterCounts;
    for (const options of [{ encoder }, { encoder, separator: '' }, { encoder: letterCounts, depth: 0 }]) {
      expect(() => ancePrf(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    }
    expect(() => ancePrf({ encoder })).toThrow(
      /separator is undefined: give what the encoder has between texts/,
    );
  });

  strategyConformance(() => ancePrf({ encoder: letterCounts }), textFeedback);
});

describe('lol', () => {
  it('reads up to five passages as they are written', async () => {
    const encoder = remembering();
    await lol({ encoder }).refine([feedbackOn('Q', '1', '2', '3', '4', '5', '6'), feedbackOn('Q', 'P')]);
    expect(encoder.read).toEqual(['query: Q|1|2|3|4|5', 'query: Q|P']);
    expect(lol({ encoder }).depth).toEqual({ positive: 5 });
  });

  it('encodes the query alone at depth 0, whatever was judged, in the form that it was trained with', async () => {
    const encoder = remembering();
    const alone = lol({ encoder, depth: 0 });
    const [changed] = await alone.refine([feedbackOn('Q|x', 'P')]);
    expect(encoder.read).toEqual(['query: Q x']);
    expect(changed).toEqual((await letterCounts.encode([{ text: 'Q x' }], 'query'))[0]);
    expect(alone).not.toHaveProperty('depth');
    expect(() => lol({ encoder, depth: -1 })).toThrow(/depth is -1: give a whole number from 0/);
  });

  strategyConformance(() => lol({ encoder: letterCounts, depth: 0 }), textFeedback);

  strategyConformance(() => lol({ encoder: letterCounts }), textFeedback);
});

describe('ancePrfInput', () => {
  it('joins by the separator alone, as Pyserini does', () => {
    expect(ancePrfInput('What is X', ['It is Y', ''], { separator: '</s>' })).toBe(
      'what is x</s>it is y</s>',
    );
    expect(ancePrfInput('Q', [], { separator: '</s>', lowerCase: false })).toBe('Q');
    expect(() => ancePrfInput('q', [], { separator: '' })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    );
  });

  it('has as many texts as it was given, whatever they hold', () =>
    fc.assert(
      fc.property(
        hostileTexts,
        fc.array(hostileTexts),
        fc.constantFrom('</s>', '[SEP]', '\u001e'),
        (q, ps, separator) => {
          expect(ancePrfInput(q, ps, { separator }).split(separator)).toHaveLength(ps.length + 1);
          expect(ancePrfInput(q, ps, { separator, lowerCase: false }).split(separator)).toHaveLength(
            ps.length + 1,
          );
        },
      ),
    ));
});

describe('losses', () => {
  it('are those of the worked example', () => {
    expect(rankingLoss(71.3, [70.1])).toBeCloseTo(0.263282, 6);
    expect(rankingLoss(71.3, [70.1, 69.4, 71])).toBeCloseTo(0.784623, 6);
    const losses = new Map([
      [3, 1.2],
      [1, 0.9],
      [0, 1.5],
    ]);
    expect(lolRegulariser(losses)).toBeCloseTo(0.1, 12);
    const mean = [...losses.values()].reduce((sum, loss) => sum + loss, 0) / losses.size;
    expect(mean + lolRegulariser(losses)).toBeCloseTo(1.3, 12);
  });

  it('stay finite for any scores, and are nothing where there is nothing to lose', () => {
    expect(rankingLoss(1000, [-1000])).toBe(0);
    expect(rankingLoss(-1000, [1000])).toBe(2000);
    expect(rankingLoss(1, [])).toBe(0);
    expect(() => lolRegulariser(new Map([[0, 1]]))).toThrow(/two depths/);
  });
});
