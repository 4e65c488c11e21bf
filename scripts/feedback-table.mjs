/**
 * Writes docs/feedback.md: what every feedback method does on every collection that is there. The collections
 * are folders in BEIR's layout under `../shared/collections`, or where `REPRISE_SHARED` says; about a minute.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collections, shared } from './tables.mjs';
import { root } from './workspaces.mjs';

const pipelines = [
  'bm25',
  'rm3=bm25 >> rm3 >> bm25',
  'rocchio=bm25 >> rocchio >> bm25',
  'rocchio, negatives=bm25(k=50) >> rocchio(bottom=10) >> bm25',
  'bm25prf=bm25 >> bm25prf >> bm25',
  'bo1=bm25 >> bo1 >> bm25',
  'bo2=bm25 >> bo2 >> bm25',
  'kl=bm25 >> kl >> bm25',
  'klCorrect=bm25 >> klCorrect >> bm25',
  'klComplete=bm25 >> klComplete >> bm25',
  'rm3Terrier=bm25 >> rm3Terrier >> bm25',
  'rm3 fused with bm25=fuse(rrf, bm25, bm25 >> rm3 >> bm25)',
].flatMap((pipeline) => ['--pipeline', pipeline]);

const cache = mkdtempSync(join(tmpdir(), 'reprise-table-'));
const sections = collections.map((name) => {
  const args = [
    'experiment',
    '--collection',
    join(shared, 'collections', name),
    '--index',
    join(cache, name),
    ...pipelines,
    '--risk',
    '1,5',
    '--markdown',
  ];
  const { status, stdout, stderr } = spawnSync('node', ['apps/cli/bin/reprise.js', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return `## ${name}\n\n${stdout.trim()}\n`;
});
rmSync(cache, { recursive: true, force: true });

writeFileSync(
  join(root, 'docs/feedback.md'),
  `# What feedback does

Every method over terms, with its reference's defaults (Anserini's for rm3, rocchio and bm25prf: 10 documents; Terrier's for
bo1, bo2, kl, klCorrect, klComplete and rm3Terrier: 3 documents), first and second pass by BM25 (k1 0.9, b 0.4). Made by
\`npm run table:feedback\`.

Feedback hurts some queries: W/T/L counts them, and URisk below 0 says that losses, weighed twice (alpha 1) or six times
(alpha 5), outweigh the gains. Nothing was tuned.

${sections.join('\n')}`,
);
