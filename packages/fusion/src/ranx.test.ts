import type { Hit, Run } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import {
  available,
  methods,
  normaliseRuns,
  normalisers,
  note,
  readGolden,
  type Topics,
  toRun,
  trainers,
} from './golden.test-support.js';
import { fuseRuns, type TrainedFuser } from './index.js';

interface Trained {
  readonly learned: readonly (number | readonly number[])[];
  readonly fused: Topics;
}

interface Golden {
  readonly inputs: Readonly<Record<string, Topics>>;
  readonly normalised: Readonly<Record<string, Readonly<Record<string, Topics>>>>;
  readonly fused: Readonly<Record<string, Readonly<Record<string, Topics>>>>;
  readonly train: {
    readonly runs: Readonly<Record<string, Topics>>;
    readonly qrels: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
  readonly trained: Readonly<Record<string, Readonly<Record<string, Trained>>>>;
  readonly extra: {
    readonly inputs: Readonly<Record<'condorcet' | 'empty', Readonly<Record<string, Topics>>>>;
    readonly condorcet: Readonly<Record<string, Topics>>;
    readonly empty_lists: Readonly<Record<string, Topics>>;
  };
}

/** Ranks of the bins of BayesFuse, which ranx keeps by rank and we by bin. */
const firstRanks = [1, 6, 11, 16, 21, 31];

function expectLearned(method: string, fuser: TrainedFuser, wanted: Trained['learned']): void {
  wanted.forEach((values, i) => {
    const theirs = typeof values === 'number' ? [values] : values;
    const compared = method === 'bayesfuse' ? firstRanks.map((rank) => theirs[rank - 1]!) : theirs;
    compared.forEach((value, p) => {
      // ranx pads the segments with zeros.
      expect(fuser.learned[i]![p] ?? 0, `${method} ${i} ${p}`).toBeCloseTo(value, 9);
    });
  });
}

/** Where `maxScore` departs on purpose: run A has no positive score for q5, and ranx makes it 1e9 times too large. */
const departs = (norm: string, topic: string): boolean => norm === 'max' && topic === 'q5';

function expectScores(found: readonly Hit[] | undefined, wanted: Topics[string], what: string): void {
  const scores = new Map(found?.map(({ id, score }) => [id, score]));
  expect([...scores.keys()].sort(), what).toEqual(wanted.map(([id]) => id).sort());
  for (const [id, score] of wanted) {
    const difference = Math.abs(scores.get(id)! - score) / Math.max(1, Math.abs(score));
    expect(difference, `${what} ${id}: ${scores.get(id)}, ranx ${score}`).toBeLessThan(1e-9);
  }
}

describe.skipIf(!available)(`ranx 0.3.21${note}`, () => {
  const golden = available ? readGolden<Golden>('ranx') : undefined;
  const inputs = Object.values(golden?.inputs ?? {}).map(toRun);
  /** The scores that ranx gave, in the order of the inputs. */
  const theirs = (norm: string): readonly Run[] =>
    Object.values(golden!.normalised[norm]!).map((topics, i) => {
      const ranked = new Map<string, readonly Hit[]>();
      for (const [topic, hits] of inputs[i]!) {
        const scores = new Map(topics[topic]!);
        ranked.set(
          topic,
          hits.map(({ id }) => ({ id, score: scores.get(id)! })),
        );
      }
      return ranked;
    });

  for (const [norm, byRun] of Object.entries(golden?.normalised ?? {})) {
    it(`normalises as ${norm}`, () => {
      const normalised = normaliseRuns(normalisers[norm]!, inputs);
      Object.values(byRun).forEach((topics, i) => {
        for (const [topic, wanted] of Object.entries(topics)) {
          if (departs(norm, topic)) continue;
          expectScores(normalised[i]!.get(topic), wanted, `${norm} ${i} ${topic}`);
        }
      });
    });
  }

  for (const [norm, byMethod] of Object.entries(golden?.fused ?? {})) {
    for (const [method, topics] of Object.entries(byMethod)) {
      // Where ranx's answer changes from one process to the next there is none to compare.
      if (Object.keys(topics).length === 0) continue;
      it(`fuses by ${method} after ${norm}`, () => {
        const fused = fuseRuns(methods[method]!, normaliseRuns(normalisers[norm]!, inputs));
        const fusedOfTheirs = fuseRuns(methods[method]!, theirs(norm));
        for (const [topic, wanted] of Object.entries(topics)) {
          const ours = departs(norm, topic) ? fusedOfTheirs : fused;
          expectScores(ours.get(topic), wanted, `${method} ${norm} ${topic}`);
        }
      });
    }
  }

  it('is compared in every cell but those where it is a matter of chance', () => {
    const left = Object.entries(golden!.fused).flatMap(([norm, byMethod]) =>
      Object.entries(byMethod)
        .filter(([, topics]) => Object.keys(topics).length < 5)
        .map(([method, topics]) => [`${method}|${norm}`, 5 - Object.keys(topics).length] as const),
    );
    // Votes that are not one order; and ranks after ranx's `borda`, whose added documents stand in the order of a set.
    const byRank = ['isr', 'log_isr', 'logn_isr', 'rrf_60', 'rrf_10', 'rbc_0.8', 'bordafuse', 'w_bordafuse'];
    const wanted = new Map([...byRank, 'condorcet', 'w_condorcet'].map((method) => [`${method}|borda`, 5]));
    for (const norm of Object.keys(normalisers).filter((each) => each !== 'borda')) {
      wanted.set(`condorcet|${norm}`, 5).set(`w_condorcet|${norm}`, 4);
    }
    expect(new Map(left)).toEqual(wanted);
    const trained = Object.entries(golden!.trained).flatMap(([norm, byMethod]) =>
      Object.values(byMethod).map(({ learned }) => [norm, Array.isArray(learned)] as const),
    );
    expect(trained.filter(([, known]) => known)).toHaveLength(7 * 6);
    expect(trained.every(([norm, known]) => known || norm === 'borda')).toBe(true);
  });

  for (const [norm, byMethod] of Object.entries(golden?.trained ?? {})) {
    for (const [method, { learned, fused: topics }] of Object.entries(byMethod)) {
      if (!Array.isArray(learned)) continue;
      it(`learns and fuses by ${method} after ${norm}`, () => {
        const qrels = new Map(
          Object.entries(golden!.train.qrels).map(([topic, grades]) => [
            topic,
            new Map(Object.entries(grades)),
          ]),
        );
        const training = Object.values(golden!.train.runs).map(toRun);
        const fuser = trainers[method]!({ runs: normaliseRuns(normalisers[norm]!, training), qrels });
        expectLearned(
          method,
          fuser,
          learned.map((values) => (Array.isArray(values) ? values.slice(0, 40) : values)),
        );
        const fused = fuseRuns(fuser, normaliseRuns(normalisers[norm]!, inputs));
        const fusedOfTheirs = fuseRuns(fuser, theirs(norm));
        for (const [topic, wanted] of Object.entries(topics)) {
          const ours = departs(norm, topic) ? fusedOfTheirs : fused;
          expectScores(ours.get(topic), wanted, `${method} ${norm} ${topic}`);
        }
      });
    }
  }

  it('finds the same Condorcet order wherever ranx has one', () => {
    for (const [method, topics] of Object.entries(golden!.extra.condorcet)) {
      const fused = fuseRuns(methods[method]!, Object.values(golden!.extra.inputs.condorcet).map(toRun));
      for (const [topic, wanted] of Object.entries(topics)) {
        expectScores(fused.get(topic), wanted, `${method} ${topic}`);
      }
    }
  });

  it('bears empty rankings as ranx does', () => {
    const runs = Object.values(golden!.extra.inputs.empty).map(toRun);
    for (const [call, topics] of Object.entries(golden!.extra.empty_lists)) {
      const [method, norm] = call.split('|') as [string, string];
      const fused = fuseRuns(methods[method]!, normaliseRuns(normalisers[norm]!, runs));
      for (const [topic, wanted] of Object.entries(topics)) {
        expectScores(fused.get(topic), wanted, `${call} ${topic}`);
      }
    }
  });
});
