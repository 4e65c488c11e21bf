import { beforeEach, expect, it, vi } from 'vitest';
import { checkFormatOptions } from './format-options.js';
import { processStart } from './process-start.js';
import { format } from './testing/sample.js';

const host = vi.hoisted(() => ({ endianness: 'LE', hasProcesses: true }));
vi.mock('node:os', async (original) => ({
  ...(await original<object>()),
  endianness: () => host.endianness,
}));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const readFileSync = (...parameters: Parameters<typeof fs.readFileSync>): unknown => {
    if (!host.hasProcesses) throw new Error('no such file');
    return fs.readFileSync(...parameters);
  };
  return { ...fs, readFileSync };
});
beforeEach(() => Object.assign(host, { endianness: 'LE', hasProcesses: true }));

it('a big-endian processor is refused, as files hold numbers as they lie in memory', () => {
  checkFormatOptions(format);
  host.endianness = 'BE';
  expect(() => checkFormatOptions(format)).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED_FORMAT', details: { expected: 'LE', found: 'BE' } }),
  );
});

it('a system that does not tell when a process began has one token for all that live', () => {
  host.hasProcesses = false;
  expect(processStart(process.pid)).toBe('0');
});

it('a process that belongs to someone else lives', () => {
  const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
  });
  expect(processStart(process.pid)).toMatch(/^[0-9a-f]{8}-[0-9]+$/);
  kill.mockRestore();
});
