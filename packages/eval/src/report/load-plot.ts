import { RepriseError } from '@reprise/spec';

export interface Plotter {
  readonly plot: typeof import('@observablehq/plot');
  /** What it draws into, where there is no browser. */
  readonly document: unknown;
}

/** Loads what draws: it weighs more than all the rest, and only the HTML report needs it. */
export async function loadPlot(): Promise<Plotter> {
  try {
    const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
    return { plot, document: parseHTML('<html></html>').document };
  } catch (cause) {
    throw new RepriseError(
      'NOT_FOUND',
      'the HTML report is drawn with @observablehq/plot and linkedom: npm install @observablehq/plot linkedom',
      { cause },
    );
  }
}
