import { describe, expect, it, vi } from 'vitest';
import { ProgressLine } from './progress-line.js';

function told(isTTY: boolean, options = {}): { line: ProgressLine; text: () => string } {
  const parts: string[] = [];
  const line = new ProgressLine(
    { isTTY, columns: 200, write: (text) => parts.push(text) },
    { interval: 0, ...options },
  );
  return { line, text: () => parts.join('') };
}

const half = { kind: 'progress', stage: 'read', done: 1_000_000, total: 2_000_000, unit: 'bytes' } as const;

describe('ProgressLine', () => {
  it('writes over one line of a terminal and removes it at the end', () => {
    const { line, text } = told(true);
    line.report({ kind: 'progress', stage: 'index', done: 1500, unit: 'documents' });
    line.report({ ...half, done: 0 });
    line.report(half);
    line.end();
    expect(text()).toContain('\r\u001b[Kread: 1.0 MB of 2.0 MB, 50 %, 1,500 documents');
    expect(text()).toMatch(/MB\/s, \d+ s left/);
    expect(text().endsWith('\r\u001b[K')).toBe(true);
    expect(text()).not.toContain('\n');
  });

  it('tells a pipe nothing but warnings, unless asked', () => {
    const quiet = told(false);
    quiet.line.report(half);
    quiet.line.end();
    expect(quiet.text()).toBe('');
    quiet.line.report({ kind: 'warning', code: 'NO_FEEDBACK_TERMS', stage: 'rm3', message: 'nothing left' });
    expect(quiet.text()).toBe('warning: rm3: nothing left\n');
    const asked = told(false, { always: true });
    asked.line.report(half);
    expect(asked.text()).toBe('read: 1.0 MB of 2.0 MB, 50 %\n');
  });

  it('clears the line before it tells something that stays, and shows names without control characters', () => {
    const { line, text } = told(true);
    line.report(half);
    line.report({ kind: 'warning', code: 'SKIPPED_DOCUMENT', stage: 'read', message: 'a\u001b[31m.md' });
    line.tell('done');
    expect(text().endsWith('\r\u001b[Kwarning: read: a\\x1b[31m.md\ndone\n')).toBe(true);
  });

  it('tells how long each takes where a second does not see one done', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    const { line, text } = told(false, { always: true });
    const answers = { kind: 'progress', stage: 'features', total: 10, unit: 'documents' } as const;
    line.report({ ...answers, done: 0 });
    now.mockReturnValue(12_500);
    line.report({ ...answers, done: 2 });
    now.mockReturnValue(13_000);
    line.report({ ...answers, done: 10 });
    now.mockRestore();
    expect(text()).toContain('features: 2 documents of 10, 20 %, 6.3 s each, 50 s left\n');
    expect(text()).toContain('features: 10 documents of 10, 100 %, 1.3 s each\n');
  });

  it('tells nothing at all when it is to be quiet', () => {
    const { line, text } = told(true, { quiet: true });
    line.report(half);
    line.report({ kind: 'warning', code: 'NO_FEEDBACK_TERMS', stage: 'rm3', message: 'nothing left' });
    line.tell('done');
    expect(text()).toBe('');
  });
});
