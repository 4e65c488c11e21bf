import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { languageModel } from '@reprise/llm';
import { encoderConformance, strategyConformance } from '@reprise/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptPrf, promptReps } from '../index.js';
import { errorOf, feedbackOn, promptFeedback, scripted } from '../prompt.test-support.js';

const shared = process.env.REPRISE_SHARED;
const root = shared ? pathToFileURL(`${shared}/`) : new URL('../../../../../shared/', import.meta.url);
const golden = new URL('golden/dense/methods.json', root);
const available = existsSync(golden);

/** A model whose tokens are words, with these logits. */
const withLogits = (logits: Readonly<Record<string, number | undefined>>, asked: unknown[] = []) =>
  languageModel({
    name: 'logits',
    model: 'by hand',
    generate: async () => ({ text: '', finish: 'stop' }) as const,
    embed: async (batch) => ({ vectors: batch.map(() => Float32Array.of(3, 4)) }),
    nextTokens: async (request) => {
      asked.push(request);
      const known = Object.entries(logits);
      const wanted =
        request.words === undefined
          ? known.slice(0, request.count)
          : known.filter(([text]) => request.words?.includes(text));
      return {
        tokens: wanted.map(([text, logit], id) => ({
          text,
          id,
          logProbability: -1,
          ...(logit !== undefined && { logit }),
        })),
      };
    },
  });

describe.skipIf(!available)(
  `PromptReps golden values${available ? '' : ' (skipped: no shared collections)'}`,
  () => {
    it('of the impacts are met', async () => {
      const { D_promptreps: values } = JSON.parse(readFileSync(golden, 'utf8'));
      const encoder = promptReps({ model: withLogits(values.logits), writes: ['terms'] });
      const [made] = await encoder.encode([{ text: Object.keys(values.logits).join(' ') }], 'document');
      const expected = Object.entries<number>(values.impact).filter(([, impact]) => impact > 0);
      expect(made?.terms).toEqual(new Map(expected.sort(([, a], [, b]) => b - a)));
    });
  },
);

describe('promptReps', () => {
  it('asks for one word about passage or query, and looks at the words of the text alone', async () => {
    const asked: { prompt: string; opening: string; words?: string[]; count: number }[] = [];
    const logits = { aspirin: 17.9, dose: 12.4, take: -1.3, other: 30 };
    const encoder = promptReps({ model: withLogits(logits, asked), writes: ['vector', 'terms'] });
    const [passage] = await encoder.encode([{ text: 'Take an\naspirin dose.' }], 'document');
    const [query] = await encoder.encode([{ text: 'The dose?' }], 'query');
    expect(passage?.terms).toEqual(
      new Map([
        ['aspirin', 294],
        ['dose', 260],
      ]),
    );
    expect(passage?.vector.space).toBe('PromptReps by hand');
    expect([...passage!.vector.data]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
    expect(query?.terms).toEqual(new Map([['dose', 260]]));
    expect(asked[0]).toMatchObject({ words: ['aspirin', 'dose'], count: 0, opening: 'The word is: "' });
    expect(asked[0]?.prompt).toMatch(/^Passage: "Take an aspirin dose\."/);
    expect(asked[1]?.prompt).toMatch(/^Query: "The dose\?"/);
  });

  it('takes the heaviest tokens for a text without words, and cuts to as many as asked', async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`t${i}`, 30 - i]));
    const encoder = promptReps({ model: withLogits(many), writes: ['terms'] });
    const [none, some] = await encoder.encode(
      [{ text: 'of the' }, { text: Object.keys(many).join(' ') }],
      'query',
    );
    expect(none?.terms.size).toBe(10);
    expect(some?.terms.size).toBe(30);
    const [few] = await promptReps({ model: withLogits(many), writes: ['terms'], terms: 2 }).encode(
      [{ text: 't5 t3 t4' }],
      'query',
    );
    expect([...few!.terms.keys()]).toEqual(['t3', 't4']);
  });

  it('rounds half a point to the even side', async () => {
    const half = (points: number): number => Math.expm1(points / 100);
    const encoder = promptReps({ model: withLogits({ up: half(1.5), even: half(2.5) }), writes: ['terms'] });
    const [made] = await encoder.encode([{ text: 'up even' }], 'query');
    // ln(1 + x) of these comes out a last bit to either side of the half, or on it: both must be whole.
    for (const weight of made!.terms.values()) expect([2, 3]).toContain(weight);
  });

  it('puts feedback before the query, and its words among those that count', async () => {
    const asked: { prompt: string; words?: string[] }[] = [];
    const encoder = promptReps({
      model: withLogits({ plum: 5, figs: 5 }, asked),
      writes: ['vector', 'terms'],
    });
    await promptPrf({ encoder }).refine([feedbackOn('figs', { keywords: 'plum {text}' })]);
    expect(asked[0]?.prompt).toMatch(/^Query: "figs"/);
    expect(asked[1]?.prompt).toMatch(/^Notes on the passages found so far:\nplum \{text\}\n\nQuery: "figs"/);
    expect(asked[1]?.words).toEqual(['plum', 'text', 'figs']);
  });

  it('refuses models without the ability, without logits, and options that mean nothing', async () => {
    const bare = languageModel({
      name: 'f',
      model: 'm',
      generate: async () => ({ text: '', finish: 'stop' }),
    });
    expect(() => promptReps({ model: bare as never, writes: ['vector'] })).toThrow(
      /model is "f": give a model that can make vector/,
    );
    expect(() => promptReps({ model: bare as never, writes: ['terms'] })).toThrow(/terms/);
    const { model } = scripted(() => '');
    expect(() => promptReps({ model, writes: [] })).toThrow(/writes/);
    expect(() => promptReps({ model, writes: ['vector'], terms: 0 })).toThrow(/terms is 0/);
    const hosted = promptReps({ model: withLogits({ a1: undefined }), writes: ['terms'] });
    expect(await errorOf(hosted.encode([{ text: 'a1' }], 'query'))).toMatchObject({ code: 'INVALID_INPUT' });
  });

  const make = () => promptReps({ model: scripted(() => '').model, writes: ['vector', 'terms'] });
  const texts = fc.record(
    { text: fc.string({ unit: 'grapheme', maxLength: 40 }) },
    { noNullPrototype: true },
  );
  encoderConformance(make, texts, { runs: 40 });
  strategyConformance(() => promptPrf({ encoder: make(), joined: 'together' }), promptFeedback(), {
    runs: 40,
  });
});
