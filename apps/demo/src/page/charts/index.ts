export { planeChart } from './plane-chart.js';
export { scatterChart } from './scatter-chart.js';
export { termsChart } from './terms-chart.js';
export { type EvaluatedQuery, winLossChart } from './win-loss-chart.js';
