/**
 * TREC SGML: `<DOC> <DOCNO>id</DOCNO> … <TEXT>…</TEXT> </DOC>`, any number of documents a file.
 *
 * The text is that of the elements Anserini's TrecCollection takes (TEXT, HEADLINE, TITLE, HL, HEAD, TTL, DD,
 * DATE, LP, LEADPARA), in their order; a document without any of them gives everything but its DOCNO.
 * Departure: Anserini looks for these tags at the start of lines only, this reader wherever they stand.
 */
import { RepriseError } from '@reprise/spec';
import { decodeHTML } from 'entities';
import { excerpt, parseError } from './parse-error.js';
import type { TextDocument } from './read-documents.js';
import { type LineBlock, lineLimit } from './read-lines.js';
import { sgmlText } from './sgml-text.js';

const opening = /<DOC>/i;
const closing = /<\/DOC>/i;
const number = /<DOCNO>([^<]*)<\/DOCNO>/i;
const content = /<(TEXT|HEADLINE|TITLE|HL|HEAD|TTL|DD|DATE|LP|LEADPARA)(?:\s[^<>]*)?>/gi;

export async function* trecDocuments(
  blocks: AsyncIterable<LineBlock>,
  path: string,
): AsyncGenerator<readonly TextDocument[]> {
  let parts: string[] | undefined;
  let length = 0;
  let start = 0;
  for await (const { first, lines } of blocks) {
    const documents: TextDocument[] = [];
    for (let i = 0; i < lines.length; i++) {
      let rest = lines[i]!;
      while (rest !== '') {
        if (parts === undefined) {
          const open = opening.exec(rest);
          if (open === null) break;
          rest = rest.slice(open.index + open[0].length);
          parts = [];
          length = 0;
          start = first + i;
        }
        const close = closing.exec(rest);
        const part = close === null ? rest : rest.slice(0, close.index);
        parts.push(part);
        length += part.length + 1;
        if (length > lineLimit) throw documentTooLong(path, start);
        if (close === null) break;
        documents.push(parseDocument(parts.join('\n'), path, start));
        parts = undefined;
        rest = rest.slice(close.index + close[0].length);
      }
    }
    if (documents.length > 0) yield documents;
  }
  if (parts !== undefined) throw parseError(path, start, '</DOC> after <DOC>', 'the end of the file');
}

function parseDocument(body: string, path: string, line: number): TextDocument {
  const id = number.exec(body);
  if (id === null || id[1]!.trim() === '') {
    throw parseError(path, line, '<DOCNO>id</DOCNO> in the document', excerpt(body));
  }
  const text = contentOf(body) ?? body.slice(0, id.index) + body.slice(id.index + id[0].length);
  return { id: decodeHTML(id[1]!.trim()), text: sgmlText(text) };
}

/** What stands in the elements that hold text; undefined where there is none. */
function contentOf(body: string): string | undefined {
  const found: string[] = [];
  content.lastIndex = 0;
  for (let open = content.exec(body); open !== null; open = content.exec(body)) {
    const from = content.lastIndex;
    const end = new RegExp(`</${open[1]}>`, 'gi');
    end.lastIndex = from;
    const close = end.exec(body);
    found.push(body.slice(from, close?.index));
    if (close === null) break;
    content.lastIndex = end.lastIndex;
  }
  return found.length > 0 ? found.join('\n') : undefined;
}

function documentTooLong(path: string, line: number): RepriseError {
  return new RepriseError('LIMIT_EXCEEDED', `${path}:${line}: the document is longer than 16 MiB: split it`, {
    details: { path, line, limit: lineLimit },
  });
}
