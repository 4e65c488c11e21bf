/** Run by the kill test: saves one of two indexes over the other until the process is ended. */
import { buildSparse } from './index.js';

const [directory = ''] = process.argv.slice(2);
for (let round = 0; ; round++) {
  const word = round % 2 === 0 ? 'even' : 'odd';
  const documents = Array.from({ length: 300 }, (_, i) => ({
    id: `${word}-${i}`,
    text: `${word} number ${i}`,
  }));
  const index = await buildSparse(documents);
  await index.save(directory, { replace: true });
  process.stdout.write('saved\n');
}
