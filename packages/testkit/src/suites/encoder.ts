import type { DenseVector, Encoder, Has, Kind, TokenMatrix } from '@reprise/spec';
import fc from 'fast-check';
import { batchLaws } from '../laws/batch-laws.js';
import { checkWrites } from '../laws/check-writes.js';
import { ensure } from '../laws/ensure.js';
import { type ConformanceOptions, type Law, type Make, registerLaws } from '../laws/law.js';
import { onlyDeclared } from '../laws/only-declared.js';
import { declarationLaw } from './declaration.js';

/** The laws of an encoder, each for queries and for documents. `inputs` makes what it reads. */
export function encoderLaws<Reads extends Kind, Writes extends Kind>(
  make: Make<Encoder<Reads, Writes>>,
  inputs: fc.Arbitrary<Has<Reads>>,
  options: ConformanceOptions = {},
): readonly Law[] {
  const { runs = 100 } = options;
  const lawsOf = (role: 'query' | 'document'): readonly Law[] =>
    batchLaws<Encoder<Reads, Writes>, Has<Reads>, Has<Writes>>(
      {
        make,
        items: inputs,
        call: async (encoder, batch, run) => encoder.encode(batch, role, run),
        checkOutput: (output, _, { writes, name }) => checkWrites(output, writes, name),
        guard: (item, { reads, name }) => onlyDeclared(item, reads, name),
      },
      options,
    ).map(({ name, check }) => ({ name: `${name} (role ${role})`, check }));

  return [
    declarationLaw(make, ['reads', 'writes']),
    ...lawsOf('query'),
    ...lawsOf('document'),
    {
      name: 'encodes queries and documents into one space of one dimension',
      check: async () => {
        const encoder = await make();
        const spaces = new Map<Kind, string>();
        const law = fc.asyncProperty(inputs, async (input) => {
          const outputs = [
            ...(await encoder.encode([input], 'query')),
            ...(await encoder.encode([input], 'document')),
          ];
          for (const output of outputs) {
            for (const kind of ['vector', 'tokens'] as const) {
              const value = (output as Partial<Has<Kind>>)[kind];
              if (value === undefined) continue;
              const space = nameOf(value);
              const first = spaces.get(kind) ?? space;
              spaces.set(kind, first);
              ensure(first === space, `${encoder.name} writes ${kind} of ${first}, then of ${space}`);
            }
          }
        });
        await fc.assert(law, { numRuns: runs });
      },
    },
  ];
}

function nameOf(value: DenseVector | TokenMatrix): string {
  const dimensions = 'dimensions' in value ? value.dimensions : value.data.length;
  return `space ${JSON.stringify(value.space)} with ${dimensions} dimensions`;
}

/** Registers `encoderLaws` with vitest. */
export function encoderConformance<Reads extends Kind, Writes extends Kind>(
  make: Make<Encoder<Reads, Writes>>,
  inputs: fc.Arbitrary<Has<Reads>>,
  options: ConformanceOptions = {},
): void {
  registerLaws('an encoder', encoderLaws(make, inputs, options));
}
