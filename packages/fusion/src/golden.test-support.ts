import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Fuser, Hit, Qrels, Run } from '@reprise/spec';
import {
  borda,
  bordaScore,
  combAnz,
  combGmnz,
  combMax,
  combMed,
  combMin,
  combMnz,
  combSum,
  condorcet,
  isr,
  logIsr,
  logNIsr,
  maxScore,
  minMax,
  minMaxInverted,
  mixed,
  type Normaliser,
  rankScore,
  rbc,
  rrf,
  sumToOne,
  type TrainedFuser,
  type TrainingOptions,
  trainBayesFuse,
  trainMapFuse,
  trainPosFuse,
  trainProbFuse,
  trainSegFuse,
  trainSlideFuse,
  weightedMnz,
  weightedSum,
  zScore,
} from './index.js';

const shared: URL = process.env.REPRISE_SHARED
  ? pathToFileURL(`${process.env.REPRISE_SHARED}/`)
  : new URL('../../../../shared/', import.meta.url);
export const available: boolean = existsSync(fileURLToPath(new URL('golden/fusion/', shared)));
export const note: string = available ? '' : ' (skipped: no shared collections)';

export type Pairs = readonly (readonly [string, number])[];
export type Topics = Readonly<Record<string, Pairs>>;

export function readGolden<T>(name: string): T {
  return JSON.parse(gunzipSync(readFileSync(new URL(`golden/fusion/${name}.json.gz`, shared))).toString());
}

export function toRun(topics: Topics): Run {
  return new Map(
    Object.entries(topics).map(([topic, hits]) => [topic, hits.map(([id, score]) => ({ id, score }))]),
  );
}

export function normaliseRuns(normaliser: Normaliser | false, runs: readonly Run[]): readonly Run[] {
  if (normaliser === false) return runs;
  const normalised = runs.map(() => new Map<string, readonly Hit[]>());
  for (const query of runs[0]!.keys()) {
    normaliser.normalise(runs.map((run) => run.get(query)!)).forEach((hits, i) => {
      normalised[i]!.set(query, hits);
    });
  }
  return normalised;
}

/** ranx's names. */
export const normalisers: Readonly<Record<string, Normaliser | false>> = {
  None: false,
  'min-max': minMax({ allEqual: 0 }),
  'min-max-inverted': minMaxInverted({ allEqual: 0 }),
  max: maxScore(),
  sum: sumToOne(),
  zmuv: zScore(),
  rank: rankScore(),
  borda: bordaScore(),
};

const weights = [0.5, 0.3, 0.2];
const normalise = false;
/** ranx's names and parameters; the scores come normalised. */
export const methods: Readonly<Record<string, Fuser>> = {
  min: combMin({ normalise }),
  max: combMax({ normalise }),
  med: combMed({ normalise }),
  sum: combSum({ normalise }),
  anz: combAnz({ normalise }),
  mnz: combMnz({ normalise }),
  'gmnz_0.5': combGmnz({ gamma: 0.5, normalise }),
  gmnz_2: combGmnz({ gamma: 2, normalise }),
  isr: isr(),
  log_isr: logIsr(),
  logn_isr: logNIsr(),
  rrf_60: rrf(),
  rrf_10: rrf({ k: 10 }),
  'rbc_0.8': rbc(),
  bordafuse: borda(),
  w_bordafuse: borda({ weights }),
  condorcet: condorcet(),
  w_condorcet: condorcet({ weights }),
  wsum: weightedSum({ weights, normalise }),
  wmnz: weightedMnz({ weights, normalise }),
  mixed: mixed({ weights, normalise }),
  rrf: rrf(),
  rbc: rbc(),
};

/** With the parameters of `ranx.json`, unless others are given. */
export const trainers: Readonly<
  Record<string, (training: TrainingOptions, segments?: number, window?: number) => TrainedFuser>
> = {
  bayesfuse: trainBayesFuse,
  mapfuse: trainMapFuse,
  posfuse: trainPosFuse,
  probfuse: (training, segments = 3) => trainProbFuse({ ...training, segments }),
  segfuse: (training) => trainSegFuse({ ...training, normalise }),
  slidefuse: (training, _segments, window = 2) => trainSlideFuse({ ...training, window }),
};

const rows = (path: string): string[][] =>
  readFileSync(new URL(`collections/msmarco-dl-pool/${path}`, shared), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));

export function readDl19Run(name: string): Run {
  const run = new Map<string, Hit[]>();
  for (const [query, , id, , score] of rows(`runs/${name}.dl19.txt`)) {
    if (!run.has(query!)) run.set(query!, []);
    run.get(query!)!.push({ id: id!, score: Number(score) });
  }
  return run;
}

export function readDl19Qrels(): Qrels {
  const qrels = new Map<string, Map<string, number>>();
  for (const [query, , id, grade] of rows('qrels-full/qrels.dl19-passage.txt')) {
    if (!qrels.has(query!)) qrels.set(query!, new Map());
    qrels.get(query!)!.set(id!, Number(grade));
  }
  return qrels;
}

/** Mean nDCG@10 with linear gains over the topics of the run, each ranking taken in the order it has. */
export function ndcg10(run: Run, qrels: Qrels): number {
  const gain = (grades: readonly number[]): number =>
    grades.slice(0, 10).reduce((sum, grade, p) => sum + Math.max(grade, 0) / Math.log2(p + 2), 0);
  let total = 0;
  for (const [query, hits] of run) {
    const grades = qrels.get(query)!;
    const ideal = gain([...grades.values()].sort((a, b) => b - a));
    total += gain(hits.map(({ id }) => grades.get(id) ?? 0)) / ideal;
  }
  return total / run.size;
}
