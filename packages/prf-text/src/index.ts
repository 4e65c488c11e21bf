export { type AncePrfInputOptions, ancePrf, ancePrfInput } from './ance-prf.js';
export { type BiEncoderOptions, biEncoder } from './bi-encoder.js';
export { concatenate } from './concatenate.js';
export { eachText } from './each-text.js';
export { lol } from './lol.js';
export { lolRegulariser, rankingLoss } from './losses.js';
export { type SlidingWindowsOptions, slidingWindows } from './sliding-windows.js';
export type { TrainedQueryOptions } from './trained-query.js';
export { type WindowPreset, windowPresets } from './window-presets.js';
