import type { Qrels, Run } from '@reprise/spec';
import { type EvaluateOptions, evaluate } from '../measures/evaluate.js';

/** Grades of a few documents, by id. */
export type Grades = Readonly<Record<string, number>>;

/** Judgements of a few queries. */
export const qrelsOf = (topics: Readonly<Record<string, Grades>>): Qrels =>
  new Map(Object.entries(topics).map(([query, grades]) => [query, new Map(Object.entries(grades))]));

/** A run in which the documents of each list stand in that order. */
export const runOf = (topics: Readonly<Record<string, readonly string[]>>): Run =>
  new Map(Object.entries(topics).map(([query, ids]) => [query, ids.map((id, i) => ({ id, score: -i }))]));

/** The mean of one measure. */
export const meanOf = (measure: string, qrels: Qrels, run: Run, options: EvaluateOptions = {}): number =>
  evaluate(qrels, run, { ...options, measures: [measure] }).mean.get(measure)!;
