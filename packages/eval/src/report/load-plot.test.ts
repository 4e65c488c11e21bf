import { describe, expect, it, vi } from 'vitest';
import { experiment, toHtml, toText } from '../index.js';

const loading = vi.hoisted(() => ({ tries: 0, cause: new Error('Cannot find package') }));
vi.mock('@observablehq/plot', () => {
  loading.tries++;
  throw loading.cause;
});

const result = await experiment({
  systems: [{ name: 'bm25', run: new Map([['q', [{ id: 'd', score: 1 }]]]) }],
  queries: [{ id: 'q' }],
  qrels: new Map([['q', new Map([['d', 1]])]]),
  measures: ['RR'],
});

describe('the libraries that draw', () => {
  it('are not loaded before a report is made, and asked for by name where they are missing', async () => {
    expect(toText(result)).toContain('bm25');
    expect(loading.tries).toBe(0);
    await expect(toHtml(result)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message:
        'the HTML report is drawn with @observablehq/plot and linkedom: npm install @observablehq/plot linkedom',
      cause: { cause: loading.cause },
    });
    expect(loading.tries).toBe(1);
  });
});
