import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Fault, textFileIndex } from '../fixtures/text-file-index.js';
import { savedIndexConformance, savedIndexLaws } from '../index.js';

/** A script that writes `content` again and again, and the check that it is there. */
const killed = (content: string) => ({
  script: (path: string) =>
    writeFile(
      path,
      `import { writeFileSync } from 'node:fs';
       writeFileSync(process.argv[2], ${JSON.stringify(content)});
       console.log('saved');
       setInterval(() => {}, 1000);`,
    ),
  check: async (path: string) => expect(await readFile(path, 'utf8')).toBe('whole'),
});

describe('a small index obeys every law of', () => {
  savedIndexConformance(textFileIndex(), { flips: 100, killed: killed('whole') });
});

const replace = 'gives way to another only with replace';
const abort = 'is as it was after an aborted save, and is opened only while nobody aborts';
const order = 'is the same bytes whatever the order of the documents';
const cut = 'is refused at every length of every file';
const flipped = 'shows any flipped bit to verification, and never answers wrongly';
const random = 'is refused when a file is random bytes';

it.each<[Fault, readonly string[]]>([
  ['replace', [replace]],
  ['abort', [abort]],
  ['order', [order]],
  ['checksum', [cut, flipped, random]],
  ['verification', [flipped]],
  ['typed errors', [cut, flipped, random]],
])('an index without %s breaks just the laws that ask for it', async (fault, laws) => {
  const broken: string[] = [];
  for (const { name, check } of savedIndexLaws(textFileIndex(fault), { flips: 100 })) {
    await check().catch(() => broken.push(name));
  }
  expect(broken).toEqual(laws);
});

it('an index that a killed process leaves in pieces breaks a law', async () => {
  const laws = savedIndexLaws(textFileIndex(), { killed: killed('half') });
  await expect(laws.at(-1)!.check()).rejects.toThrow(/half/);
});
