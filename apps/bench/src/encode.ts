import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DenseEncoder, minilm } from '@reprise/encoders';
import type { Bench, Figures } from './bench.js';
import { median, processorClock, timeEach } from './measure.js';
import { type Recording, recordingRuntime } from './recording-runtime.js';
import { realTexts } from './texts.js';
import { type Embed, transformersJs } from './transformers-js.js';

const precisions = ['f32', 'int8'] as const;

interface Way {
  readonly engine: string;
  readonly embed: Embed;
}

/** all-MiniLM-L6-v2 on one thread: ours, the graph alone on the same batches, and transformers.js with the same graph. */
export const encodeBench: Bench = async function* ({ texts: count, peers, peerFolder }) {
  const { name, documents, queries } = await realTexts();
  const folder = await mkdtemp(join(tmpdir(), 'reprise-bench-'));
  const opened: { readonly encoder: DenseEncoder; readonly recording: Recording }[] = [];
  try {
    for (const precision of precisions) {
      const recording = recordingRuntime();
      opened.push({ encoder: await minilm({ precision, runtime: recording.runtime }), recording });
    }
    const others = peers
      ? await transformersJs(
          peerFolder,
          opened.map(({ recording }) => recording.graph()),
          folder,
        )
      : [];
    const ways: Way[] = [
      ...opened.map(({ encoder }, p) => ({ engine: `reprise ${precisions[p]}`, embed: embedWith(encoder) })),
      ...others.flatMap((embed, p) => [
        { engine: `transformers.js ${precisions[p]}, all at once`, embed },
        { engine: `transformers.js ${precisions[p]}, 8 at once`, embed: inPortions(embed, 8) },
      ]),
    ];
    for (const [what, texts, rounds] of [
      ['documents', documents, 3],
      ['queries', queries, 15],
    ] as const) {
      const some = texts.slice(0, count).map(({ text }) => text);
      yield await compare(
        `Encode ${some.length} ${what} of ${name}`,
        some,
        ways,
        opened.map(({ recording }) => recording),
        rounds,
      );
    }
  } finally {
    for (const { encoder } of opened) await encoder.close();
    await rm(folder, { recursive: true });
  }
};

async function compare(
  title: string,
  texts: readonly string[],
  ways: readonly Way[],
  recordings: readonly Recording[],
  rounds: number,
): Promise<Figures> {
  const vectors: (readonly Float32Array[])[] = [];
  for (const recording of recordings) recording.forget();
  for (const { embed } of ways) vectors.push(await embed(texts));
  const limits = recordings.map(({ replay }, p) => ({
    engine: `limit: graph alone, ${precisions[p]}`,
    replay: replay(),
  }));
  const tasks = [...ways.map(({ embed }) => embed), ...limits.map(({ replay }) => replay)];
  const times = (await timeEach(tasks, [texts], rounds, processorClock)).map(median);
  const row = (engine: string, t: number, cosine: number | string) => ({
    engine,
    'processor ms a text': times[t]! / texts.length,
    'times ours, f32': times[t]! / times[0]!,
    'cosine with f32': cosine,
  });
  return {
    title,
    rows: [
      ...ways.map(({ engine }, w) => row(engine, w, meanCosine(vectors[w]!, vectors[0]!))),
      ...limits.map(({ engine }, l) => row(engine, ways.length + l, '')),
    ],
    notes: [
      'One thread. The limit runs the batches that ours made, without text before and pooling after.',
      ...(ways.length > recordings.length ? [] : ['transformers.js is measured where --peer-folder has it.']),
    ],
  };
}

const embedWith =
  (encoder: DenseEncoder): Embed =>
  async (texts) =>
    (
      await encoder.encode(
        texts.map((text) => ({ text })),
        'document',
      )
    ).map(({ vector }) => vector.data);

const inPortions =
  (embed: Embed, size: number): Embed =>
  async (texts) => {
    const vectors: Float32Array[] = [];
    for (let i = 0; i < texts.length; i += size) vectors.push(...(await embed(texts.slice(i, i + size))));
    return vectors;
  };

/** Vectors have length 1. */
function meanCosine(some: readonly Float32Array[], others: readonly Float32Array[]): number {
  const cosines = some.map((vector, i) => vector.reduce((sum, value, d) => sum + value * others[i]![d]!, 0));
  return cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
}
