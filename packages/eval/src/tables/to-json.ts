import type { ExperimentResult } from '../experiment/result.js';

/**
 * A result as one line of JSON: everything but the runs, which have formats of their own. NaN and infinite
 * figures (a test that says nothing) become null. Ends with a line break.
 */
export function toJson(result: ExperimentResult): string {
  const systems = result.systems.map(({ run: _, ...rest }) => rest);
  return `${JSON.stringify({ ...result, systems })}\n`;
}
