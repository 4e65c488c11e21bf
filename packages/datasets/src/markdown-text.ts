import MarkdownIt from 'markdown-it';
import { htmlText } from './html-text.js';

/** The readable text of a Markdown file: no marks, link targets or front matter. */
export function markdownText(source: string): string {
  return htmlText(new MarkdownIt({ html: true }).render(withoutFrontMatter(source)));
}

/** Front matter is what stands between a first line `---` and the next line `---` or `...`. */
function withoutFrontMatter(source: string): string {
  const lines = source.split('\n');
  if (lines[0]!.trimEnd() !== '---') return source;
  const end = lines.findIndex((line, i) => i > 0 && (line.trimEnd() === '---' || line.trimEnd() === '...'));
  return end < 0 ? source : lines.slice(end + 1).join('\n');
}
