import { RepriseError } from '@reprise/spec';
import type { ModelFiles } from '../folder/model-files.js';
import { openWeights } from '../safetensors/open-weights.js';
import {
  denseModule,
  layerNormModule,
  type ModuleSettings,
  normalizeModule,
  type VectorModule,
} from './modules.js';

/** Loads the tensors of the modules behind pooling. `width` is the length of the pooled vector. */
export async function openModules(
  files: ModelFiles,
  modules: readonly ModuleSettings[],
  width: number,
): Promise<readonly VectorModule[]> {
  const opened: VectorModule[] = [];
  let inputs = width;
  for (const module of modules) {
    if (module.type === 'pooling') continue;
    if (module.type === 'normalize') {
      opened.push(normalizeModule);
      continue;
    }
    const weights = await openWeights(files, module.file);
    const shape = weights.shape(`${module.name}.weight`);
    const outputs = shape?.[0] ?? inputs;
    if (module.type === 'layerNorm') {
      const [weight, bias] = ['weight', 'bias'].map((part) =>
        weights.floats(`${module.name}.${part}`, [inputs]),
      );
      opened.push(layerNormModule(weight!, bias!));
      continue;
    }
    const weight = weights.floats(`${module.name}.weight`, [outputs, inputs]);
    const hasBias = weights.shape(`${module.name}.bias`) !== undefined;
    const bias = hasBias ? weights.floats(`${module.name}.bias`, [outputs]) : undefined;
    opened.push(denseModule(weight, bias, module.activation));
    inputs = outputs;
  }
  return opened;
}

/** The one pooling module, which has to come first. */
export function poolingOf(
  modules: readonly ModuleSettings[],
  source: string,
): Extract<ModuleSettings, { type: 'pooling' }> {
  const [first, ...rest] = modules;
  if (first?.type === 'pooling' && rest.every(({ type }) => type !== 'pooling')) return first;
  throw new RepriseError(
    'UNSUPPORTED_FORMAT',
    `the modules of ${source} are ${modules.map(({ type }) => type).join(', ')}: one pooling has to come first`,
    { details: { path: source } },
  );
}
