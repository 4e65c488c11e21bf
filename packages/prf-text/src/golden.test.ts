import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { openEncoder } from '@reprise/encoders';
import type { FeedbackStrategy } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { ancePrf, lol, type TrainedQueryOptions } from './index.js';
import { feedbackOn } from './text.test-support.js';

const shared = process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const available = existsSync(`${shared}/golden/models`);

interface Case {
  readonly query: string;
  readonly passages: readonly string[];
  readonly vector: readonly number[];
}

describe.skipIf(!available)(`checkpoints${available ? '' : ' (skipped: no shared collections)'}`, () => {
  // Forms as their SOURCE.txt say them; 384 tokens in all is in the folders.
  it.each<
    [
      name: string,
      strategy: (options: TrainedQueryOptions<'vector'>) => FeedbackStrategy<'text', 'text', 'vector'>,
      segments: object,
    ]
  >([
    ['prf-minilm-nfcorpus', ancePrf, { first: 32, others: 80, least: 10 }],
    ['lol-minilm-nfcorpus', lol, { first: 32, others: 48, least: 10, tokenType: 1 }],
  ])('%s makes the vectors of the reference', async (name, strategy, segments) => {
    const folder = `${shared}/models/${name}`;
    const encoder = await openEncoder(folder, { space: 'all-MiniLM-L6-v2', query: { segments } });
    const packed = readFileSync(`${shared}/golden/models/${name}.json.gz`);
    const { cases } = JSON.parse(gunzipSync(packed).toString('utf8')) as { cases: readonly Case[] };
    const made = await strategy({ encoder }).refine(
      cases.map(({ query, passages }) => feedbackOn(query, ...passages)),
    );
    expect(cases.length).toBeGreaterThan(0);
    cases.forEach(({ vector }, i) => {
      const { space, data } = made[i]!.vector;
      expect(space).toBe('all-MiniLM-L6-v2');
      const largest = Math.max(...vector.map((value, d) => Math.abs(value - data[d]!)));
      expect(largest).toBeLessThan(1e-4);
    });
    await encoder.close();
  });
});
