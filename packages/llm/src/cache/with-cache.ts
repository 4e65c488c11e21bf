import { optionError, RepriseError, type RunOptions } from '@reprise/spec';
import { callEach } from '../model/calls.js';
import type { Generation, GenerationRequest, LanguageModel } from '../model/language-model.js';
import { type CheckedGeneration, checkGeneration } from '../model/requests.js';
import { readStructured } from '../model/structured.js';

export interface CacheCounts {
  /** Requests that were answered without a call. */
  readonly found: number;
  /** Calls whose answers were kept. */
  readonly made: number;
  /** Files that were damaged; their requests were asked again. */
  readonly damaged: number;
}

/** A model that keeps what it generates. */
export type Cached<M extends LanguageModel> = M & { readonly counts: () => CacheCounts };

/**
 * A model that keeps on disk what it generated and never asks for it again, also after the process was killed. Node
 * only.
 *
 * The key is a SHA-256 of the model's `name`, `model` and `identity` and of the whole request, defaults filled in; the
 * address and the key of a server are no part of it, and neither request nor key is written. Equal requests under way
 * share one call, so where several draws of one prompt are wanted, give each its `seed`. Only answers that fit their
 * schema are kept, and they are held to it again when they are read. `embed` and `nextTokens` pass through.
 */
export async function withCache<M extends LanguageModel>(model: M, directory: string): Promise<Cached<M>> {
  if (typeof directory !== 'string' || directory === '')
    throw optionError('directory', directory, 'the path of a folder');
  const { keyOf, openStore } = await import('./store.js');
  const store = await openStore(directory);
  const counts = { found: 0, made: 0 };
  const underWay = new Map<string, Promise<Generation>>();

  const make = async (request: GenerationRequest, key: string, signal: AbortSignal): Promise<Generation> => {
    const [made] = await model.generate([request], { signal });
    if (made === undefined)
      throw new RepriseError(
        'PLUGIN_CONTRACT',
        `${model.name} gave no answer: it has to answer each request`,
      );
    const { text, finish, usage } = made;
    await store.write(key, { text, finish, usage });
    counts.made++;
    return made;
  };

  const find = async (request: CheckedGeneration, key: string, signal: AbortSignal): Promise<Generation> => {
    const kept = restored(model, request, await store.read(key));
    if (kept === undefined) return make(request, key, signal);
    counts.found++;
    return kept;
  };

  const one = async (request: CheckedGeneration, signal: AbortSignal): Promise<Generation> => {
    const key = keyOf(factsOf(model, request));
    for (let other = underWay.get(key); other !== undefined; other = underWay.get(key)) {
      // Another caller's failure or abort is not ours: then we ask ourselves.
      const shared = restored(model, request, await other.catch(() => undefined));
      if (shared === undefined) continue;
      counts.found++;
      return shared;
    }
    const finding = find(request, key, signal).finally(() => underWay.delete(key));
    underWay.set(key, finding);
    return finding;
  };

  return Object.freeze({
    ...model,
    counts: () => ({ ...counts, damaged: store.damaged() }),
    generate: async (batch: readonly GenerationRequest[], options?: RunOptions): Promise<Generation[]> =>
      callEach(model as LanguageModel, batch.map(checkGeneration), one, options),
  });
}

const factsOf = (
  { name, model, identity }: LanguageModel,
  { system, prompt, opening, schema, maxTokens, temperature, seed, stop }: CheckedGeneration,
): unknown => [name, model, identity, system, prompt, opening, schema, maxTokens, temperature, seed, stop];

/** A generation of what was kept of one; undefined where that is not what this request could have got. */
function restored(model: LanguageModel, request: CheckedGeneration, kept: unknown): Generation | undefined {
  if (kept === undefined) return undefined;
  const { text, finish, usage } = kept as Generation;
  const generation: Generation = { text, finish, ...(usage && { usage: Object.freeze({ ...usage }) }) };
  if (request.schema === undefined) return Object.freeze(generation);
  try {
    const value = readStructured(model.name, request, request.schema, generation);
    return Object.freeze({ ...generation, value });
  } catch {
    return undefined;
  }
}
