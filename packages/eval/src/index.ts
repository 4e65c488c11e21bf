export { experiment } from './experiment/experiment.js';
export type { ExperimentOptions } from './experiment/options.js';
export type {
  Comparison,
  Difference,
  ExperimentResult,
  MeasureResult,
  Moved,
  PairResult,
  Risk,
  SystemResult,
} from './experiment/result.js';
export type { Pipeline, System } from './experiment/system.js';
export { type GateCurveOptions, type GatePoint, gateCurve } from './gate/gate-curve.js';
export {
  type GateChoice,
  type GateReport,
  type GateReportOptions,
  type GateSide,
  gateReport,
} from './gate/gate-report.js';
export type { GateOutcomes } from './gate/outcomes.js';
export { type TunedGate, type TunedGateFold, type TuneGateOptions, tuneGate } from './gate/tune-gate.js';
export { type EvaluateOptions, type Evaluation, evaluate } from './measures/evaluate.js';
export type { Family, Measure, Summary } from './measures/measure.js';
export { parseMeasure } from './measures/parse-measure.js';
export type { Topic, TrecEvalVersion } from './measures/topic.js';
export { type HtmlOptions, toHtml } from './report/to-html.js';
export { geoRisk } from './risk/geo-risk.js';
export { robustnessIndex } from './risk/robustness-index.js';
export { type TRiskOptions, tRisk } from './risk/t-risk.js';
export { uRisk } from './risk/u-risk.js';
export { zRisk } from './risk/z-risk.js';
export { benjaminiHochberg } from './significance/benjamini-hochberg.js';
export { bonferroni } from './significance/bonferroni.js';
export {
  type BootstrapInterval,
  type BootstrapOptions,
  bootstrapInterval,
} from './significance/bootstrap-interval.js';
export { holm } from './significance/holm.js';
export { type PairedTTest, pairedTTest } from './significance/paired-t-test.js';
export {
  type RandomizationOptions,
  type RandomizationTest,
  randomizationTest,
} from './significance/randomization-test.js';
export {
  type WilcoxonOptions,
  type WilcoxonTest,
  wilcoxonTest,
} from './significance/wilcoxon-test.js';
export { toJson } from './tables/to-json.js';
export { toLatex } from './tables/to-latex.js';
export { toMarkdown } from './tables/to-markdown.js';
export { toText } from './tables/to-text.js';
export { type RelevanceStringsOptions, relevanceStrings } from './trec/relevance-strings.js';
export { type TrecEvalLinesOptions, trecEvalLines } from './trec/trec-eval-lines.js';
export { type TrecEvalWords, trecEvalWords } from './trec/trec-eval-words.js';
