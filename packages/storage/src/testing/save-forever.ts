/** Run as a process of its own: saves the sample index again and again and tells each seed once it is saved. */
import { saveSample } from './sample.js';

const [directory, first] = process.argv.slice(2);
for (let seed = Number(first); ; seed++) {
  await saveSample(directory!, seed, { replace: true });
  process.stdout.write(`${seed}\n`);
}
