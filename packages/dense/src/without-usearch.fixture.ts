/** Run where usearch is not installed: tells how a graph is refused, and that all else works. */
import { buildDense, buildHnsw } from './index.js';

const vector = { space: 'by hand', data: Float32Array.of(1) };
const index = await buildDense([{ id: 'a', vector }]);
const found = await index.search([{ id: 'q', vector }], 1);
const refused = await buildHnsw(index).catch((error: unknown) => error);
const { code, message } = Object(refused) as { code?: string; message?: string };
process.stdout.write(JSON.stringify({ found, code, message }));
