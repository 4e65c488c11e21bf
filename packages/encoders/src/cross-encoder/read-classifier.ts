import { optionError, RepriseError } from '@reprise/spec';
import { fields } from '../folder/fields.js';
import type { ModelFiles } from '../folder/model-files.js';
import { asObject, type JsonObject, readJson, readJsonObject } from '../folder/read-json.js';
import { type CrossEncoderOptions, type ScoreActivation, scoreActivations } from './cross-encoder.js';

/** What a folder says of its labels and scores. */
export interface ClassifierSettings {
  /** Names by number; empty where the folder has none. */
  readonly labels: readonly string[];
  /** Absent where the folder does not say. */
  readonly activation?: ScoreActivation;
  /** Whether the second text has a token type of its own. */
  readonly hasTokenTypes: boolean;
}

/** Of config.json, config_sentence_transformers.json and modules.json. */
export async function readClassifier(
  files: ModelFiles,
  given: Pick<CrossEncoderOptions, 'activation'>,
): Promise<ClassifierSettings> {
  const path = 'config.json';
  await checkModules(files);
  const config = (await readJsonObject(files, path)) ?? {};
  const activation = given.activation ?? (await readActivation(files, config));
  if (activation !== undefined && !scoreActivations.includes(activation)) {
    throw optionError('activation', activation, scoreActivations.join(', '));
  }
  return {
    labels: labelsOf(config.id2label, path),
    hasTokenTypes: fields(config, path).count('type_vocab_size', 2, 0) > 1,
    ...(activation === undefined ? {} : { activation }),
  };
}

/** Newest place first, as sentence-transformers looks. Only modules of PyTorch are known, and no code of the folder is run. */
async function readActivation(files: ModelFiles, config: JsonObject): Promise<ScoreActivation | undefined> {
  const newest = 'config_sentence_transformers.json';
  const nested = config.sentence_transformers as JsonObject | null | undefined;
  const places: readonly (readonly [path: string, field: string, value: unknown])[] = [
    [newest, 'activation_fn', (await readJsonObject(files, newest))?.activation_fn],
    ['config.json', 'sentence_transformers.activation_fn', nested?.activation_fn],
    ['config.json', 'sbert_ce_default_activation_function', config.sbert_ce_default_activation_function],
  ];
  for (const [path, field, value] of places) {
    if (value === undefined || value === null) continue;
    const name = typeof value === 'string' && value.startsWith('torch.nn.') ? value.split('.').at(-1) : '';
    const found = scoreActivations.find((known) => known === name?.toLowerCase());
    if (found !== undefined) return found;
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `${path} says ${field} = ${JSON.stringify(value)}, which is not known here: give activation`,
      { details: { path, field, value, option: 'activation' } },
    );
  }
  return undefined;
}

function labelsOf(value: unknown, path: string): readonly string[] {
  if (value === undefined || value === null) return [];
  const names = new Map(Object.entries(asObject(value, path)));
  return Array.from({ length: names.size }, (_, i) => {
    const name = names.get(String(i));
    if (typeof name === 'string') return name;
    throw new RepriseError(
      'CORRUPT_FILE',
      `${path} has no name for label ${i} of ${names.size} in id2label`,
      {
        details: { path, field: 'id2label', value: i },
      },
    );
  });
}

/** A folder of sentence-transformers may have a transformer alone: whatever else makes a score is not known here. */
async function checkModules(files: ModelFiles): Promise<void> {
  const path = 'modules.json';
  const list = await readJson(files, path);
  for (const entry of Array.isArray(list) ? list : list === undefined ? [] : [list]) {
    const read = fields(asObject(entry, path), path);
    const type = read.text('type');
    const isTransformer = type.startsWith('sentence_transformers.') && type.endsWith('.Transformer');
    if (isTransformer && read.text('path', '') === '') continue;
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `${path} names the module ${type}, which no cross-encoder here has: open it with openEncoder if it makes vectors`,
      { details: { path, value: type } },
    );
  }
}

const goodNames = new Set(['entailment', 'relevant', 'true', 'yes', 'positive']);

/** The number of the label that a good document has. `CORRUPT_FILE` where names and logits differ in number. */
export function chooseLabel(
  labels: readonly string[],
  count: number,
  wanted: string | number | undefined,
  source: string,
): number {
  if (labels.length > 0 && labels.length !== count) {
    throw new RepriseError(
      'CORRUPT_FILE',
      `${source} gives ${count} logits and config.json names ${labels.length} labels: they are of two models`,
      { details: { path: source, expected: labels.length, found: count } },
    );
  }
  if (wanted !== undefined) {
    const at = typeof wanted === 'number' ? wanted : labels.indexOf(wanted);
    if (Number.isInteger(at) && at >= 0 && at < count) return at;
    throw optionError('label', wanted, `one of ${labels.join(', ') || 'the numbers'} (0 to ${count - 1})`);
  }
  if (count === 1) return 0;
  const good = labels.flatMap((name, i) => (goodNames.has(name.toLowerCase()) ? [i] : []));
  if (good.length === 1) return good[0]!;
  if (count === 2 && labels.every((name) => /^LABEL_\d+$/.test(name))) return 1;
  throw new RepriseError(
    'UNSUPPORTED_FORMAT',
    `${source} gives ${count} logits (${labels.join(', ') || 'without names'}): say with label which one a good document has`,
    { details: { path: source, found: labels, option: 'label' } },
  );
}
