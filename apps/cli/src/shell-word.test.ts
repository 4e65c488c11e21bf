import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from './shell-word.js';

it('leaves a plain path as it is and quotes any other so that a shell reads it back', () => {
  expect(shellWord('notes/my-index_1.2')).toBe('notes/my-index_1.2');
  for (const path of ["it's", 'a b', '$HOME', '~', '', 'a;b', '`x`', '*']) {
    const shown = execFileSync('sh', ['-c', `printf %s ${shellWord(path)}`], { encoding: 'utf8' });
    expect(shown).toBe(path);
  }
});
