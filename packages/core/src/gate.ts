import { type Kind, optionError, type Predictor, type Ranking, RepriseError } from '@reprise/spec';
import { checkCount, contractError } from './check-plugin.js';
import { createStage } from './create-stage.js';
import { runParts, stepsSince } from './part.js';
import type { Stage } from './stage.js';

export interface GateOptions<Requires extends Kind, Adds extends Kind, Drops extends Kind> {
  /**
   * The prediction from which a ranking passes, in the predictor's own unit. -Infinity lets all rankings with hits
   * through, Infinity none. `tuneGate` of @reprise/eval finds it.
   */
  readonly atLeast: number;
  /** What rankings that pass go through, such as feedback and a second search. */
  readonly through: Stage<'ranking', 'ranking', Requires, Adds, Drops>;
}

/**
 * Sends the rankings that look good enough through a stage and passes the others on as they are, all in the order
 * they came: feedback learns little from a first pass that found little. A ranking without hits never passes.
 *
 * A query that was held back has not gained what `through` adds, so the gate promises none of it. The trace tells the
 * prediction, whether it passed and, if so, the steps behind the gate.
 */
export function gate<
  Requires extends Kind,
  Adds extends Kind,
  Drops extends Kind,
  PredictorReads extends Kind = never,
>(
  predictor: Predictor<PredictorReads>,
  options: GateOptions<Requires, Adds, Drops>,
): Stage<'ranking', 'ranking', PredictorReads | Requires, never, Drops> {
  const { atLeast, through } = options;
  if (typeof atLeast !== 'number' || Number.isNaN(atLeast)) throw optionError('atLeast', atLeast, 'a number');
  if (!Array.isArray(through?.parts)) {
    throw optionError('through', through, 'a stage made by this package');
  }
  if (through.input !== 'ranking' || through.output !== 'ranking') {
    throw new RepriseError(
      'INCOMPATIBLE_STAGES',
      `${through.name} turns a ${through.input} into a ${through.output}: ` +
        'what lies behind a gate must turn a ranking into a ranking',
      { details: { stage: through.name, predictor: predictor.name } },
    );
  }
  return createStage([
    {
      name: `gate(${predictor.name} >= ${atLeast}, ${through.name})`,
      input: 'ranking',
      output: 'ranking',
      requires: [...new Set<Kind>([...predictor.reads, ...through.requires])],
      adds: [],
      drops: through.drops,
      execute: async (batch, context) => {
        const rankings = batch as readonly Ranking<PredictorReads>[];
        const found = rankings.filter(({ hits }) => hits.length > 0);
        const predicted = found.length === 0 ? [] : await predictor.predict(found, context.options);
        checkPredictions(predictor.name, predicted, found);
        const predictions = new Map(found.map((ranking, i) => [ranking, predicted[i] as number]));
        const passes = (ranking: Ranking<PredictorReads>): boolean =>
          (predictions.get(ranking) ?? Number.NaN) >= atLeast;
        const passing = rankings.filter(passes);
        // The same list where all pass, by which other branches of a fusion find the work done.
        const entering = passing.length === batch.length ? batch : passing;
        const left = entering.length === 0 ? [] : await runParts(through.parts, entering, context);
        let next = 0;
        return rankings.map((ranking) => {
          const prediction = predictions.get(ranking);
          const told = prediction === undefined ? {} : { prediction };
          if (!passes(ranking)) return { value: ranking, gate: { ...told, passed: false } };
          const value = left[next++] as Ranking;
          return { value, branches: [stepsSince(ranking, value.query)], gate: { ...told, passed: true } };
        });
      },
    },
  ]);
}

function checkPredictions(
  plugin: string,
  predictions: readonly number[],
  rankings: readonly Ranking[],
): void {
  checkCount(plugin, predictions, rankings.length);
  predictions.forEach((prediction, i) => {
    if (Number.isFinite(prediction)) return;
    throw contractError(
      plugin,
      `gave query ${JSON.stringify(rankings[i]?.query.id)} the prediction ${String(prediction)}`,
    );
  });
}
