import { describe, expect, it } from 'vitest';
import { htmlText } from './html-text.js';
import { markdownText } from './markdown-text.js';

describe('htmlText', () => {
  it('gives a line for each block and keeps inline elements within a line', () => {
    const page = `<!doctype html><html><head><title>Two &amp; three</title><style>p { color: red }</style></head>
      <body><h1>A <em>head</em>ing</h1><!-- not this --><p>One
      line&nbsp;here<br>and there</p><ul><li>first<li>second</ul><script>if (a < b) alert("</p>")</script></body></html>`;
    expect(htmlText(page)).toBe('Two & three\nA heading\nOne line here\nand there\nfirst\nsecond');
  });

  it('leaves out what is not shown, and goes on after it', () => {
    expect(
      htmlText(
        'a<noscript><p>on</p></noscript><svg><text>drawn</text></svg><template>t</template> b</svg> c',
      ),
    ).toBe('a b c');
  });

  it('decodes character references by name and number', () => {
    expect(htmlText('caf&eacute; &#x1F991; &lt;b&gt; &unknown; &amp')).toBe('café 🦑 <b> &unknown; &');
  });

  it.each(['<div>', '<b><p>', '<a ', '<!--', '&', '<table><tr><td>', ' <'])(
    'comes to an end on a megabyte of %j',
    (piece) => {
      expect(typeof htmlText(piece.repeat(2 ** 20 / piece.length))).toBe('string');
    },
  );
});

describe('markdownText', () => {
  it('keeps the words and drops marks, link targets, comments and front matter', () => {
    const source = [
      '---\ntitle: hidden\n---\n',
      '# Heading\n\nSome *strong* `code` and a [link](https://example.org/x "tip").\n',
      '| a | b |\n|---|---|\n| 1 | 2 |\n\n<!-- note -->\n\n```js\nlet x = 1 < 2;\n```\n',
    ].join('\n');
    expect(markdownText(source)).toBe('Heading\nSome strong code and a link.\na\nb\n1\n2\nlet x = 1 < 2;');
  });

  it('takes a first line of dashes without a second one for what it is', () => {
    expect(markdownText('---\nno: end')).toBe('no: end');
    expect(markdownText('---\r\nkey: 1\r\n...\r\nText\r\n')).toBe('Text');
  });
});
