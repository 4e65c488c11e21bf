import { checkId, optionError, type Query, RepriseError } from '@reprise/spec';
import { checkAlpha } from '../risk/u-risk.js';
import { checkRandomization } from '../significance/randomization-test.js';
import { letters } from './letters.js';
import type { ExperimentOptions } from './options.js';
import type { TestOptions } from './test-pairs.js';

export interface Settings<Q extends Query> extends TestOptions {
  /** Those that have judgements. */
  readonly queries: readonly Q[];
  readonly baseline: string;
  readonly compare: 'baseline' | 'all';
  readonly risk: readonly number[];
}

/** Fills in the defaults and refuses what makes no experiment. `evaluate` checks what it takes itself. */
export function checkOptions<Q extends Query>(options: ExperimentOptions<Q>): Settings<Q> {
  const { systems, qrels, significance = 0.05, risk = [] } = options;
  const { samples, seed } = checkRandomization(options);
  const test = oneOf('test', options.test ?? 't', ['t', 'wilcoxon', 'randomization']);
  const correction = oneOf('correction', options.correction ?? 'holm', [
    'holm',
    'bonferroni',
    'benjamini-hochberg',
    'none',
  ]);
  const compare = oneOf('compare', options.compare ?? 'baseline', ['baseline', 'all']);
  if (!(significance > 0 && significance < 1)) {
    throw optionError('significance', significance, 'a number between 0 and 1');
  }
  risk.forEach(checkAlpha);

  if (systems.length === 0) throw optionError('systems', '[]', 'at least one');
  if (compare === 'all' && systems.length > letters.length) {
    throw optionError(
      'systems',
      `${systems.length} systems`,
      `at most ${letters.length} to compare all: each needs a letter`,
    );
  }
  const names = systems.map(({ name }) => name);
  checkUnique(names, 'system');
  const baseline = oneOf('baseline', options.baseline ?? names[0]!, names);
  for (const system of systems) {
    if (!('run' in system) && typeof system.pipeline?.run !== 'function') {
      throw optionError(`system ${JSON.stringify(system.name)}`, system.pipeline, 'a pipeline or a run');
    }
  }

  checkUnique(
    options.queries.map(({ id }) => id),
    'query',
  );
  const queries = options.queries.filter(({ id }) => (qrels.get(id)?.size ?? 0) > 0);
  if (queries.length === 0) {
    throw new RepriseError(
      'INVALID_INPUT',
      `none of the ${options.queries.length} queries has judgements: give queries whose ids are in qrels`,
      { details: { queries: options.queries.length, judged: qrels.size } },
    );
  }
  return { queries, baseline, compare, test, correction, significance, risk, samples, seed };
}

function oneOf<T extends string>(name: string, value: T, known: readonly T[]): T {
  if (known.includes(value)) return value;
  throw optionError(name, value, `one of ${known.map((each) => JSON.stringify(each)).join(', ')}`);
}

function checkUnique(ids: readonly string[], what: string): void {
  const seen = new Set<string>();
  ids.forEach((id, i) => {
    checkId(id, `${what} ${i}`);
    if (seen.has(id)) {
      throw new RepriseError('DUPLICATE_ID', `there are two of ${what} ${JSON.stringify(id)}: keep one`, {
        details: { value: id },
      });
    }
    seen.add(id);
  });
}
