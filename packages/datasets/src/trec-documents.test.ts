import { describe, expect, it } from 'vitest';
import { readDocuments } from './read-documents.js';
import { bytes, collect, refusal } from './test-support.js';

const read = (source: string) => collect(readDocuments(bytes(source, 7), { format: 'trec' }));

describe('TREC documents', () => {
  it('takes the elements that hold text, in their order, and decodes them', async () => {
    const file = `<DOC>
<DOCNO> AP-1 </DOCNO>
<FILEID>not this</FILEID>
<HEAD>A <F P="1">nested</F> head</HEAD>
<TEXT type="x">
Fish &amp; chips,
caf&eacute;
</TEXT>
<BYLINE>nor this</BYLINE>
<text>a second text</text>
</DOC>
between
<doc><docno>AP-2</docno><TEXT>short</TEXT></doc><DOC><DOCNO>AP-3</DOCNO>bare <b>words</b></DOC>`;
    expect(await read(file)).toEqual([
      { id: 'AP-1', text: 'A nested head Fish & chips, café a second text' },
      { id: 'AP-2', text: 'short' },
      { id: 'AP-3', text: 'bare words' },
    ]);
  });

  it('makes white space single blanks, but keeps what is written as a reference', async () => {
    const [document] = await read(
      '<DOC><DOCNO>1</DOCNO><TEXT>\n one \n\t two&#10;&#32;three&#32; </TEXT></DOC>',
    );
    expect(document?.text).toBe('one two\n three ');
  });

  it('takes a text that is not closed to the end of its document', async () => {
    expect(await read('<DOC><DOCNO>1</DOCNO><TEXT>open</DOC>')).toEqual([{ id: '1', text: 'open' }]);
  });

  it('refuses a document without a number, or without an end, by its first line', async () => {
    const nameless = await refusal(() =>
      read('<DOC>\n<DOCNO>1</DOCNO>\n</DOC>\n<DOC>\n<TEXT>who?</TEXT>\n</DOC>'),
    );
    expect(nameless).toMatchObject({ code: 'PARSE_ERROR', details: { line: 4 } });
    expect(nameless.message).toMatch(/<DOCNO>/);
    expect(await refusal(() => read('<DOC><DOCNO>  </DOCNO></DOC>'))).toMatchObject({ code: 'PARSE_ERROR' });
    const endless = await refusal(() => read('\n<DOC>\n<DOCNO>1</DOCNO>\n'));
    expect(endless).toMatchObject({ code: 'PARSE_ERROR', details: { line: 2 } });
  });

  it('refuses a document above 16 MiB', async () => {
    const file = bytes(`<DOC>\n${`${'word '.repeat(2000)}\n`.repeat(1700)}</DOC>\n`);
    expect(await refusal(() => collect(readDocuments(file, { format: 'trec' })))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      details: { line: 1 },
    });
  });
});
