/** Run by the kill test: saves one of two indexes over the other until the process is ended. */
import { buildDense } from './index.js';

const [directory = ''] = process.argv.slice(2);
for (let round = 0; ; round++) {
  const word = round % 2 === 0 ? 'even' : 'odd';
  const documents = Array.from({ length: 300 }, (_, i) => ({
    id: `${word}-${i}`,
    vector: { space: word, data: Float32Array.of(i, 1, 2) },
  }));
  const precision = round % 2 === 0 ? 'f32' : 'int4';
  await (await buildDense(documents, { precision })).save(directory, { replace: true });
  process.stdout.write('saved\n');
}
