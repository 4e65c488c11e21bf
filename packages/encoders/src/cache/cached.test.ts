import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Encoder } from '@reprise/spec';
import { encoderConformance } from '@reprise/testkit';
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashingEncoder } from '../testing/hashing-encoder.js';
import { cached } from './cached.js';
import type { CachedEncoder } from './cached-encoder.js';
import { readRecord, writeRecord } from './record.js';

let root = '';
let directory = '';
let rounds = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'reprise-cache-'));
});
beforeEach(() => {
  directory = join(root, `${rounds++}`);
});

const textsOf = (...all: readonly string[]): { text: string }[] => all.map((text) => ({ text }));

/** An encoder that counts the texts it is asked for, those that probe it left out. */
function counting(name?: string): { encoder: Encoder<'text', 'vector'>; asked: string[] } {
  const asked: string[] = [];
  const encoder = hashingEncoder((texts) => {
    asked.push(...texts.filter((text) => !text.startsWith('Reprise probes')));
  }, name);
  return { encoder, asked };
}

async function segments(): Promise<string[]> {
  return (await readdir(directory)).map((name) => join(directory, name));
}

const term = fc.string({ unit: 'binary', maxLength: 8 });
const terms: Encoder<'text', 'terms'> = {
  spec: 'v1',
  name: 'letters',
  reads: ['text'],
  writes: ['terms'],
  encode: async (batch) =>
    batch.map(({ text }) => ({ terms: new Map([...text].map((letter, i) => [letter, 1 / (i + 3)])) })),
};

const tokens: Encoder<'text', 'tokens'> = {
  spec: 'v1',
  name: 'rows',
  reads: ['text'],
  writes: ['tokens'],
  encode: async (batch, role) =>
    batch.map(({ text }) => {
      const labels = [...text];
      const data = Float32Array.from(labels.flatMap((_, i) => [i / 7, -1 / (i + 3)]));
      const matrix = {
        space: 'rows',
        dimensions: 2,
        data,
        weights: new Float32Array(labels.length).fill(0.3),
      };
      // Encoders need not know ids and labels.
      if (role === 'query') return { tokens: matrix };
      return { tokens: { ...matrix, labels, ids: Int32Array.from(labels, (_, i) => -i) } };
    }),
};

describe('cached', () => {
  it('gives bit for bit what the encoder gives, from the model first and from disk then', async () => {
    const all = fc.array(fc.string({ unit: 'binary' }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(all, fc.integer({ min: 1, max: 5 }), async (texts, batchSize) => {
        const { encoder, asked } = counting();
        const place = join(root, `p${rounds++}`);
        for (const [wrapped, role] of [
          [encoder, 'document'],
          [terms, 'document'],
          [tokens, 'document'],
          [tokens, 'query'],
        ] as const) {
          const expected = await wrapped.encode(textsOf(...texts), role);
          for (let round = 0; round < 2; round++) {
            const kept = await cached(wrapped as typeof encoder, place);
            asked.length = 0;
            expect(await kept.encode(textsOf(...texts), role, { batchSize })).toEqual(expected);
            if (round === 0 && wrapped === encoder) expect(asked).toEqual([...new Set(texts)]);
            else expect(asked).toEqual([]);
            await kept.close();
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('keeps any record as it is, to the bit', () => {
    const value = fc.double();
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(value),
        fc.array(fc.tuple(term, value)),
        (space, data, pairs) => {
          const made = { vector: { space, data: Float32Array.from(data) }, terms: new Map(pairs) };
          const found = readRecord(writeRecord(made, ['vector', 'terms']), ['vector', 'terms']);
          expect(found.vector!.space).toBe(space);
          expect(Buffer.from(found.vector!.data.buffer)).toEqual(Buffer.from(made.vector.data.buffer));
          expect([...found.terms!]).toEqual([...made.terms]);
        },
      ),
    );
  });

  it('tells roles, names, identities and encoders that answer otherwise apart', async () => {
    const first = counting();
    const kept = await cached(first.encoder, directory);
    await kept.encode(textsOf('a'), 'document');
    await kept.encode(textsOf('a'), 'query');
    await kept.close();
    expect(first.asked).toEqual(['a', 'a']);
    const other: Encoder<'text', 'vector'> = {
      ...first.encoder,
      encode: async (batch, role, run) => {
        const made = await first.encoder.encode(batch, role, run);
        return made.map(({ vector }) => ({ vector: { ...vector, data: vector.data.map((v) => v + 1) } }));
      },
    };
    for (const [encoder, identity] of [
      [counting('renamed').encoder, ''],
      [first.encoder, 'revision 2'],
      [other, ''],
    ] as const) {
      const again = await cached(encoder, directory, { identity });
      const expected = await encoder.encode(textsOf('a'), 'document');
      expect(await again.encode(textsOf('a'), 'document')).toEqual(expected);
      expect(again.counts()).toMatchObject({ found: 0, made: 1 });
      await again.close();
    }
  });

  it('keeps what the encoder says of itself, counts, reports progress and closes the encoder', async () => {
    let closes = 0;
    const encoder = { ...counting().encoder, dimensions: 32, close: async () => void closes++ };
    const kept = await cached(encoder, directory);
    expect(kept).toMatchObject({ name: 'hashing', dimensions: 32, writes: ['vector'] });
    const events: unknown[] = [];
    await kept.encode(textsOf('a', 'b', 'a', 'c'), 'document', {
      batchSize: 2,
      onProgress: (event) => events.push(event),
    });
    const event = { kind: 'progress', stage: 'hashing', total: 3, unit: 'documents' };
    expect(events).toEqual([0, 2, 3].map((done) => ({ ...event, done })));
    expect(kept.counts()).toEqual({ records: 3, found: 0, made: 3, damaged: 0, droppedBytes: 0 });
    await kept.close();
    await kept.close();
    expect(closes).toBe(1);
    await expect(kept.encode(textsOf('a'), 'query')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('serves two writers of one folder at once, and afterwards what either of them kept', async () => {
    const [one, two] = [counting(), counting()];
    const writers = [await cached(one.encoder, directory), await cached(two.encoder, directory)];
    const batches = [textsOf('a', 'b', 'c'), textsOf('b', 'c', 'd')];
    const made = await Promise.all(writers.map((writer, i) => writer.encode(batches[i]!, 'document')));
    for (const [i, batch] of batches.entries()) {
      expect(made[i]).toEqual(await one.encoder.encode(batch, 'document'));
    }
    for (const writer of writers) await writer.close();
    const third = counting();
    const reader = await cached(third.encoder, directory);
    await reader.encode(textsOf('a', 'b', 'c', 'd'), 'document');
    expect(third.asked).toEqual([]);
    await reader.close();
  });

  it('drops a torn tail of any length, says so, and makes only what was torn', async () => {
    const { encoder } = counting();
    const kept = await cached(encoder, directory);
    await kept.encode(textsOf('a', 'b', 'c'), 'document');
    await kept.close();
    const [path] = await segments();
    const whole = await readFile(path!);
    const record = (whole.length - 18) / 3;
    for (let length = 0; length < whole.length; length++) {
      await writeFile(path!, whole.subarray(0, length));
      const { encoder: again, asked } = counting();
      const reopened = await cached(again, directory);
      const complete = Math.max(0, Math.floor((length - 18) / record));
      const dropped = length < 18 ? length : (length - 18) % record;
      expect(reopened.counts()).toMatchObject({ records: complete, droppedBytes: dropped });
      if (length % 37 === 0) {
        await reopened.encode(textsOf('a', 'b', 'c'), 'document');
        expect(asked).toEqual(['a', 'b', 'c'].slice(complete));
        for (const other of await segments()) if (other !== path) await rm(other);
      }
      await reopened.close();
    }
  });

  it('makes a record with any bit flipped again, and never serves it', async () => {
    const { encoder } = counting();
    const kept = await cached(encoder, directory);
    await kept.encode(textsOf('a', 'b', 'c'), 'document');
    await kept.close();
    const expected = await encoder.encode(textsOf('a', 'b', 'c'), 'document');
    const [path] = await segments();
    const whole = await readFile(path!);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length * 8 - 1), async (bit) => {
        const bytes = Buffer.from(whole);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        await writeFile(path!, bytes);
        const reopened = await cached(encoder, directory);
        expect(await reopened.encode(textsOf('a', 'b', 'c'), 'document')).toEqual(expected);
        const { made, damaged, droppedBytes } = reopened.counts();
        expect(made).toBeGreaterThan(0);
        expect(damaged + droppedBytes).toBeGreaterThan(0);
        await reopened.close();
        for (const other of await segments()) if (other !== path) await rm(other);
      }),
      { numRuns: 300 },
    );
  });

  it('after 25 kills at random has made no kept text twice', async () => {
    const script = join(root, 'encode-until-killed.mjs');
    await build({
      entryPoints: [fileURLToPath(new URL('../testing/encode-until-killed.ts', import.meta.url))],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      alias: { '@reprise/spec': fileURLToPath(new URL('../../../spec/src/index.ts', import.meta.url)) },
    });
    const kept = new Set<string>();
    const run = (calls: number, delay: number): Promise<void> =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [script, directory, '800']);
        let left = calls;
        let rest = '';
        const keptNow: string[] = [];
        child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) {
            const word = line.slice(0, 4);
            const value = JSON.parse(line.slice(5)) as readonly string[];
            if (word === 'kept') keptNow.push(...value);
            if (word !== 'call') continue;
            const twice = value.filter((text) => kept.has(text));
            if (twice.length > 0) reject(new Error(`made again: ${twice.join(', ')}`));
            if (--left === 0) setTimeout(() => child.kill('SIGKILL'), delay);
          }
        });
        child.stderr.on('data', (chunk) => reject(new Error(String(chunk))));
        child.on('close', () => {
          for (const text of keptNow) kept.add(text);
          resolve();
        });
      });
    for (let round = 0; round < 25; round++) {
      await run(3 + Math.floor(Math.random() * 6), Math.random() * 6);
    }
    expect(kept.size).toBeGreaterThan(25);
    expect(kept.size).toBeLessThan(800);
    await run(Number.POSITIVE_INFINITY, 0);
    expect(kept.size).toBe(800);
    const { encoder, asked } = counting();
    const reopened = await cached(encoder, directory);
    const all = textsOf(...kept);
    expect(await reopened.encode(all, 'document')).toEqual(await encoder.encode(all, 'document'));
    expect(reopened.counts()).toMatchObject({ made: 0, damaged: 0 });
    expect(asked.length).toBe(800);
    await reopened.close();
  }, 120_000);

  it('stops at an abort and keeps what was made before it', async () => {
    const controller = new AbortController();
    const encoder = hashingEncoder((texts) => {
      if (texts.includes('c')) controller.abort();
    });
    const kept = await cached(encoder, directory);
    await expect(
      kept.encode(textsOf('a', 'b', 'c', 'd'), 'document', { batchSize: 1, signal: controller.signal }),
    ).rejects.toMatchObject({ code: 'ABORTED' });
    expect(kept.counts().records).toBe(3);
    await kept.close();
  });

  it('refuses an encoder of other kinds, one that answers too little, and a folder that is a file', async () => {
    const { encoder } = counting();
    const features = { ...encoder, writes: ['features'] } as unknown as typeof encoder;
    await expect(cached(features, directory)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(cached({ ...encoder, encode: async () => [] }, directory)).rejects.toMatchObject({
      code: 'PLUGIN_CONTRACT',
    });
    await writeFile(directory, 'a file');
    await expect(cached(encoder, directory)).rejects.toMatchObject({ code: 'IO_FAILED' });
    await expect(cached(encoder, directory, { identity: 3 as unknown as string })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    });
  });
});

let shared: Promise<CachedEncoder<Encoder<'text', 'vector'>>> | undefined;
encoderConformance(
  () => {
    shared ??= cached(
      hashingEncoder(() => undefined),
      join(root, 'conformance'),
    );
    return shared;
  },
  fc.string().map((text) => ({ text })),
  { runs: 30 },
);
afterAll(async () => {
  await (await shared)?.close();
  await rm(root, { recursive: true, force: true });
});
