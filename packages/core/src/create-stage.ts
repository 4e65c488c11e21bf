import { checkId, type Kind, optionError, RepriseError, type RunOptions } from '@reprise/spec';
import { inBatches } from './in-batches.js';
import { checkHolds, type Item, type Part, queryOf, runParts } from './part.js';
import type { Shape, Shapes, Stage } from './stage.js';

/** Joins parts into a stage. The type arguments are what the parts' runtime kinds say. */
export function createStage<
  In extends Shape,
  Out extends Shape,
  Requires extends Kind,
  Adds extends Kind,
  Drops extends Kind,
>(parts: readonly Part[]): Stage<In, Out, Requires, Adds, Drops> {
  const first = parts[0] as Part;
  const last = parts[parts.length - 1] as Part;
  const name = parts.map((part) => part.name).join(' >> ');
  const kinds = flow(parts);

  return Object.freeze({
    name,
    input: first.input as In,
    output: last.output as Out,
    requires: kinds.requires,
    adds: kinds.adds,
    drops: kinds.drops,
    parts,
    run: async (batch: readonly Shapes<Requires>[In][], options: RunOptions = {}) => {
      const items = batch as readonly Item[];
      items.forEach((item, i) => {
        checkShape(item, first, i);
        checkHolds(queryOf(item), kinds.requires, name);
      });
      const results = await inBatches(name, items, options, (chunk) => runParts(parts, chunk, { options }));
      return results as readonly Shapes<Exclude<Requires, Drops> | Adds>[Out][];
    },
    pipe: (next: { readonly parts: readonly Part[] }) => {
      if (!Array.isArray(next?.parts))
        throw optionError('the next stage', next, 'a stage made by this package');
      return createStage<never, never, never, never, never>([...parts, ...next.parts]);
    },
  } as unknown as Stage<In, Out, Requires, Adds, Drops>);
}

/** What a chain needs, leaves and loses; throws where two neighbours do not fit. */
function flow(parts: readonly Part[]): Pick<Part, 'requires' | 'adds' | 'drops'> {
  const requires = new Set<Kind>();
  const adds = new Set<Kind>();
  const drops = new Set<Kind>();
  parts.forEach((part, i) => {
    const before = parts[i - 1];
    if (before !== undefined && before.output !== part.input) {
      throw new RepriseError(
        'INCOMPATIBLE_STAGES',
        `${before.name} gives a ${before.output} and ${part.name} takes a ${part.input}: ` +
          (part.input === 'query'
            ? 'put a feedback stage between them'
            : 'put a retrieve stage between them'),
        { details: { stage: part.name, after: before.name } },
      );
    }
    for (const kind of part.requires) {
      if (drops.has(kind)) {
        throw new RepriseError(
          'INCOMPATIBLE_STAGES',
          `${part.name} needs ${kind}, which an earlier stage dropped when it rewrote the text: ` +
            `give ${part.name} an encoder that makes it anew`,
          { details: { stage: part.name, kind } },
        );
      }
      if (!adds.has(kind)) requires.add(kind);
    }
    for (const kind of part.drops) {
      adds.delete(kind);
      drops.add(kind);
    }
    for (const kind of part.adds) {
      adds.add(kind);
      drops.delete(kind);
    }
  });
  return { requires: [...requires], adds: [...adds], drops: [...drops] };
}

function checkShape(item: Item, first: Part, position: number): void {
  const found = typeof item !== 'object' || item === null ? 'neither' : 'hits' in item ? 'ranking' : 'query';
  if (found !== first.input) {
    throw new RepriseError(
      'INVALID_INPUT',
      `item ${position} of the batch is ${found === 'neither' ? String(item) : `a ${found}`}: ` +
        `${first.name} takes a ${first.input}`,
      { details: { position, expected: first.input, found } },
    );
  }
  checkId(queryOf(item).id, `query ${position} of the batch`);
}
