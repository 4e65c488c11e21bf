/** Run by the kill test: saves one of two indexes over the other until the process is ended. */
import { buildMultivector } from './index.js';

const [directory = ''] = process.argv.slice(2);
for (let round = 0; ; round++) {
  const word = round % 2 === 0 ? 'even' : 'odd';
  const documents = Array.from({ length: 100 }, (_, i) => ({
    id: `${word}-${i}`,
    tokens: { space: word, dimensions: 2, data: Float32Array.of(i, 1, 2, i), weights: Float32Array.of(1, 1) },
  }));
  await (await buildMultivector(documents)).save(directory, { replace: true });
  process.stdout.write('saved\n');
}
