/** Draws what the main commands print as the README's picture, docs/first-light.svg. Run `npm start` before. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asTyped, experiment, explain } from './first-light.mjs';
import { root } from './workspaces.mjs';

const lines = [experiment, explain].flatMap((args) => {
  const { stdout, status, stderr } = spawnSync('node', ['apps/cli/bin/reprise.js', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return [`$ reprise ${asTyped(args)}`, '', ...stdout.trimEnd().split('\n'), ''];
});

const width = 108;
const wrapped = lines.flatMap((line) => {
  const end = line.length <= width ? line.length : line.lastIndexOf(' ', width);
  return end === line.length ? [line] : [`${line.slice(0, end)} \\`, `    ${line.slice(end + 1)}`];
});
const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const colour = (line) =>
  line.startsWith('$') || (line.startsWith('    ') && /--/.test(line))
    ? '#7ee787'
    : /added|▲/.test(line)
      ? '#79c0ff'
      : '#e6edf3';
const step = 17;
const rows = wrapped.map(
  (line, i) =>
    `<text x="16" y="${28 + i * step}" fill="${colour(line)}" xml:space="preserve">${escaped(line)}</text>`,
);
const height = 28 + wrapped.length * step;
writeFileSync(
  join(root, 'docs/first-light.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 940 ${height}" role="img" aria-label="What reprise experiment and reprise explain print" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">
<rect width="940" height="${height}" rx="8" fill="#0d1117"/>
${rows.join('\n')}
</svg>
`,
);
