import { createEngine, type WinkConfig, type WinkEngine } from './wink-engine.js';

export interface PlainWink extends WinkEngine {
  readonly exportJSON: () => string;
}

/** wink as people use it without this package. Consolidated where a precision is given. */
export function plainWink(options: {
  readonly documents: Iterable<{ readonly id: string; readonly text: string; readonly title?: string }>;
  readonly tokens: (text: string) => string[];
  readonly fields?: WinkConfig['fldWeights'];
  readonly parameters?: WinkConfig['bm25Params'];
  readonly retained?: readonly string[];
  readonly precision?: number | undefined;
}): PlainWink {
  const { fields = { text: 1 }, parameters = { k1: 1.2, b: 0.75, k: 1 }, retained = [], precision } = options;
  const engine = createEngine() as PlainWink;
  engine.defineConfig({ fldWeights: fields, bm25Params: parameters, ovFldNames: retained });
  engine.definePrepTasks([options.tokens]);
  for (const { id, ...document } of options.documents) engine.addDoc(document, id);
  if (precision !== undefined) engine.consolidate(precision);
  return engine;
}
