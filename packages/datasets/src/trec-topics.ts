/**
 * TREC topics: `<top> <num> Number: 301 <title> … <desc> Description: … <narr> Narrative: … </top>`, with or
 * without closing tags. A field runs to the next tag. A number loses its leading zeros, as Anserini's
 * TrecTopicReader does, because the judgements of the early tracks write 51 where the topics write 051.
 */
import { decodeHTML } from 'entities';
import { excerpt, parseError } from './parse-error.js';
import type { LineBlock } from './read-lines.js';
import type { QueryLine } from './read-queries.js';
import { withoutTags } from './sgml-text.js';

export type TopicField = 'title' | 'desc' | 'narr';

export const topicFields: readonly TopicField[] = ['title', 'desc', 'narr'];

export const label: Readonly<Record<'num' | TopicField, RegExp>> = {
  num: /^number\s*:/i,
  title: /^topic\s*:/i,
  desc: /^description\s*:/i,
  narr: /^narrative\s*:/i,
};

const opening: Readonly<Record<'num' | TopicField, RegExp>> = {
  num: /<num(?![a-z])[^<>]*>/i,
  title: /<title(?![a-z])[^<>]*>/i,
  desc: /<desc(?![a-z])[^<>]*>/i,
  narr: /<narr(?![a-z])[^<>]*>/i,
};
const anyTag = /<\/?[a-z][^<>]*>/i;

export function* trecTopics(
  blocks: readonly LineBlock[],
  path: string,
  fields: readonly TopicField[],
): Generator<QueryLine> {
  let topic: { readonly line: number; readonly lines: string[] } | undefined;
  for (const { first, lines } of blocks) {
    for (let i = 0; i < lines.length; i++) {
      let rest = lines[i]!;
      while (rest !== '') {
        const tag = (topic === undefined ? /<top>/i : /<\/top>/i).exec(rest);
        topic?.lines.push(tag === null ? rest : rest.slice(0, tag.index));
        if (tag === null) break;
        if (topic === undefined) topic = { line: first + i, lines: [] };
        else {
          yield parseTopic(topic.lines.join('\n'), topic.line, path, fields);
          topic = undefined;
        }
        rest = rest.slice(tag.index + tag[0].length);
      }
    }
  }
  if (topic !== undefined) throw parseError(path, topic.line, '</top> after <top>', 'the end of the file');
}

function parseTopic(body: string, line: number, path: string, fields: readonly TopicField[]): QueryLine {
  const field = (name: 'num' | TopicField): string => {
    const open = opening[name].exec(body);
    if (open === null) return '';
    const rest = body.slice(open.index + open[0].length);
    const end = rest.search(anyTag);
    const source = withoutTags(end < 0 ? rest : rest.slice(0, end));
    return decodeHTML(source.replace(label[name], '').trim());
  };
  const number = field('num');
  const id = /^\d+$/.test(number) ? number.replace(/^0+(?=.)/, '') : number;
  if (id === '') throw parseError(path, line, '<num> with the number of the topic', excerpt(body.trim()));
  const text = fields
    .map(field)
    .filter((part) => part !== '')
    .join(' ');
  if (text === '') {
    const there = topicFields.filter((name) => field(name) !== '').join(', ') || 'none';
    throw parseError(
      path,
      line,
      `text in ${fields.map((name) => `<${name}>`).join(' or ')} of topic ${excerpt(id)}`,
      there,
    );
  }
  return { line, id, text };
}
