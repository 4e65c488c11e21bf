/**
 * Compiles an AssemblyScript entry into a TypeScript module that holds the WebAssembly as base64:
 *
 *     node build-wasm.mjs <entry.ts> <target.ts>
 *
 * The same sources and compiler version give the same bytes, on any machine. The memory is imported, so that it can
 * be made as large as its owner says; there is no runtime, no table and no data.
 */
import { writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const [entry, target] = process.argv.slice(2);
const options = ['-O3', '--converge', '--noAssert', '--enable', 'simd', '--runtime', 'stub'];
const memory = ['--importMemory', '--noExportMemory', '--initialMemory', '0'];
let binary;
const { error, stderr } = await asc.main([entry, '--outFile', 'module.wasm', ...options, ...memory], {
  writeFile: (_name, contents) => {
    binary = contents;
  },
});
if (error) {
  console.error(stderr.toString());
  process.exit(1);
}
const base64 = Buffer.from(binary).toString('base64');
writeFileSync(
  target,
  `/** Made by \`npm run build:wasm\` of the AssemblyScript beside this file. */\nexport const wasmBase64: string =\n  '${base64}';\n`,
);
