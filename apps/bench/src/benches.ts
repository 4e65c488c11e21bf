import { analyzerBench } from './analyzer.js';
import type { Bench } from './bench.js';
import { feedbackBench } from './feedback.js';
import { lexical } from './lexical.js';
import { streaming } from './streaming.js';

/** All benches, by the name they are run by. */
export const benches: ReadonlyMap<string, Bench> = new Map([
  ['lexical', lexical],
  ['feedback', feedbackBench],
  ['streaming', streaming],
  ['analyzer', analyzerBench],
]);
