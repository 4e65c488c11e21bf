import { RepriseError } from '@reprise/spec';
import { lockName } from '../folder/lock.js';
import type { HubFile } from './hub-client.js';

/** Two levels deep, as model folders are: settings, and the safetensors of the model and of its modules. */
const settings = /^([^/]+\/)?[^/]+\.json$/;
const tensors = /^([^/]+\/)?[^/]+\.safetensors$/;
const graphs = ['onnx/model.onnx', 'model.onnx'];

/** The files asked for; else all settings with the safetensors, or with one ONNX graph where there are none. */
export function chooseFiles(
  listed: readonly HubFile[],
  wanted: readonly string[] | undefined,
  name: string,
): readonly HubFile[] {
  const files = listed.filter(({ type, path }) => type === 'file' && path !== lockName);
  if (wanted !== undefined) {
    return wanted.map((path) => {
      const found = files.find((file) => file.path === path);
      if (found !== undefined) return found;
      throw new RepriseError('NOT_FOUND', `${name} has no file ${path} at this revision`, {
        details: { path, found: files.map((file) => file.path) },
      });
    });
  }
  const weights = files.filter(({ path }) => tensors.test(path));
  const graph = graphs.find((path) => files.some((file) => file.path === path));
  const beside = weights.length > 0 || graph === undefined ? [] : [graph, `${graph}_data`];
  const chosen = files.filter(
    ({ path }) => settings.test(path) || tensors.test(path) || beside.includes(path),
  );
  if (weights.length > 0 || graph !== undefined || chosen.some(({ path }) => path === 'idf.json'))
    return chosen;
  throw new RepriseError(
    'UNSUPPORTED_FORMAT',
    `${name} has no safetensors and no ONNX at this revision: say with files what to fetch`,
    { details: { found: files.map(({ path }) => path) } },
  );
}
