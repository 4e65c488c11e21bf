import { it } from 'vitest';
import { readdirSync } from 'node:fs';
import { openCollection, readRun, readQrels, readDocuments, readQueries, writeRun } from './index.js';
it('smoke', async () => {
  const root = '/work/shared/collections';
  for (const name of readdirSync(root)) {
    if (name === 'README.md') continue;
    const c = await openCollection(`${root}/${name}`);
    let n = 0, empty = 0; const ids = new Set();
    for await (const d of c.documents()) { n++; ids.add(d.id); if (!d.text) empty++; }
    for (const s of c.splits) {
      const q = await c.qrels(s); let j = 0; for (const m of q.values()) j += m.size;
      console.log(name, n, ids.size, empty, s, (await c.queries(s)).length, q.size, j);
    }
  }
  for (const f of readdirSync(`${root}/msmarco-dl-pool/runs`)) {
    const r = await readRun(`${root}/msmarco-dl-pool/runs/${f}`); let n=0; for (const h of r.values()) n+=h.length; console.log(f, r.size, n);
    await writeRun(`/tmp/ds-work/${f}`, r); 
  }
  for (const f of readdirSync(`/work/shared/golden/eval/synthetic`)) { const p=`/work/shared/golden/eval/synthetic/${f}`; if (f.endsWith('.run')) await readRun(p); else if (f.endsWith('.qrels')) await readQrels(p); }
  for (const f of readdirSync(`${root}/msmarco-dl-pool/encoded-topics`)) if (f.includes('tsv')) console.log(f, (await readQueries(`${root}/msmarco-dl-pool/encoded-topics/${f}`)).length);
  let k=0; for await (const d of readDocuments('/work/shared')) { k++; console.log(d.id, d.text.length, d.text.slice(0,80).replace(/\n/g,'|')); }
});
