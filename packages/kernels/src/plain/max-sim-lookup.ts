import type { Loops } from '../loops.js';

const { fround } = Math;

/** Twin of `maxSimLookup` in assembly/max-sim-lookup.ts. */
export function plainMaxSimLookup(memory: () => ArrayBuffer): Loops['maxSimLookup'] {
  return (products, weights, stride, codes, considered, ranges, documentCount, scores) => {
    const buffer = memory();
    const product = new Float32Array(buffer, products);
    const weight = new Float32Array(buffer, weights, stride);
    const code = new Uint32Array(buffer, codes);
    const kept = new Uint8Array(buffer, considered);
    const range = new Uint32Array(buffer, ranges, documentCount * 2);
    const out = new Float32Array(buffer, scores, documentCount);
    const most = new Float32Array(stride);
    const lanes = new Float32Array(4);
    for (let document = 0; document < documentCount; document++) {
      const first = range[document * 2]!;
      const end = first + range[document * 2 + 1]!;
      most.fill(Number.NEGATIVE_INFINITY);
      let met = false;
      for (let row = first; row < end; row++) {
        if (considered !== 0 && kept[code[row]!] === 0) continue;
        met = true;
        const from = code[row]! * stride;
        for (let i = 0; i < stride; i++) if (most[i]! < product[from + i]!) most[i] = product[from + i]!;
      }
      lanes.fill(0);
      for (let i = 0; i < stride; i++) lanes[i & 3] = lanes[i & 3]! + fround(most[i]! * weight[i]!);
      const [a, b, c, d] = lanes as unknown as readonly [number, number, number, number];
      out[document] = met ? fround(a + b) + fround(c + d) : Number.NEGATIVE_INFINITY;
    }
  };
}
