import { it } from 'vitest';
import { htmlText } from './html-text.js';
import { markdownText } from './markdown-text.js';
import { sgmlText, trecDocuments } from './trec-documents.js';
import { readLines } from './read-lines.js';
import { readDocuments, readQueries, readQrels, readRun } from './index.js';
import { fields } from './fields.js';
async function* one(s: string) { yield Buffer.from(s); }
it('hostile', async () => {
  const N = 1 << 20;
  const rep = (s: string) => s.repeat(Math.floor(N / s.length));
  const cases = { b: rep('<b>'), div: rep('<div>'), p: rep('<p>'), lt: rep('<'), lta: rep('<a '), attr: '<a ' + rep('b=c '), quote: '<a b="' + rep('x'), amp: rep('&'), ampa: rep('&a'), comment: rep('<!--'), closes: rep('</b>'), mixed: rep('<div></p>'), spaces: rep(' '), script: rep('<script>'), table: rep('<table><tr><td>'), li:rep('<ul><li>'), opt: rep('<select><option>'), nl: rep('\n'), digits: rep('1'), tab: rep('\t'), doc: rep('<DOC>'), docno: '<DOC>'+rep('<DOCNO>'), text: '<DOC><DOCNO>1</DOCNO>' + rep('<TEXT>')+'</DOC>', text2: '<DOC><DOCNO>1</DOCNO>' + rep('<TEXT></TEXT>')+'</DOC>', tclose: rep('</DOC>'), top: rep('<top>'), topt: '<top>' + rep('<title>')+'</top>', brace: rep('{'), brack: rep('['), bq: rep('>'), us: rep('a_'), md: rep('*a '), numq: 'q 0 d ' + rep('1') + 'x', numr: 'q Q0 d 1 ' + rep('1')+ 'x t', zeros: '<top><num>' + rep('0') + 'x<title>a</top>', sp: '{"_id":"' + rep(' ') + 'x' + rep(' ') + 'y"' };
  const fns: Record<string, (s: string) => unknown> = { html: htmlText, sgml: sgmlText, fields, trec: async (s) => { for await (const _ of readDocuments(one(s), { format: 'trec' })); }, beir: async (s) => { for await (const _ of readDocuments(one(s), { format: 'beir' })); }, ms: async (s) => { for await (const _ of readDocuments(one(s), { format: 'msmarco' })); }, auto: async (s) => { for await (const _ of readDocuments(one(s))); }, topics: (s) => readQueries(one(s), { format: 'trec' }), tsv: (s) => readQueries(one(s)), qrels: (s) => readQrels(one(s)), run: (s) => readRun(one(s)) };
  for (const [n, s] of Object.entries(cases)) for (const [f, fn] of Object.entries(fns)) {
    const t = performance.now();
    try { await fn(s); } catch (e) { if (!(e as {code?:string}).code) console.log('UNTYPED', n, f, e); }
    const d = performance.now() - t;
    if (d > 60) console.log(f, n, d.toFixed(0));
  }
  for (const [n, s] of Object.entries(cases)) { const t = performance.now(); try { markdownText(s.slice(0, 1<<18)); } catch (e) { console.log('MD', n, String(e).slice(0,80)); } const d = performance.now() - t; if (d > 200) console.log('markdown 256K', n, d.toFixed(0)); }
}, 600000);
