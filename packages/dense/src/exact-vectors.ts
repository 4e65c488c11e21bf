import { type Block, decodeHalf, type Kernels } from '@reprise/kernels';
import type { Container } from '@reprise/storage';
import type { Rows } from './rows.js';

/** The vectors themselves, wherever they lie. */
export interface ExactVectors {
  readonly inMemory: boolean;
  /** Copies vectors one after another, `dimensions` long each; row numbers come ascending. */
  readonly read: (rows: Uint32Array) => Promise<Float32Array>;
}

/** Of rows in f32 or f16 in memory. */
export function vectorsInMemory(kernels: Kernels, rows: Rows): ExactVectors {
  const { precision, stride, dimensions, block } = rows;
  return {
    inMemory: true,
    read: async (wanted) => {
      const vectors = new Float32Array(wanted.length * dimensions);
      wanted.forEach((row, i) => {
        const target = vectors.subarray(i * dimensions, (i + 1) * dimensions);
        const [from, to] = [row * stride, row * stride + dimensions];
        if (precision === 'f32') target.set(kernels.view(block as Block, Float32Array).subarray(from, to));
        else decodeHalf(kernels.view(block as Block, Uint16Array).subarray(from, to), target);
      });
      return vectors;
    },
  };
}

/** Of float32 rows that stay in their file. Rows that lie together are read together. */
export function vectorsOnDisk(file: Container, section: string, dimensions: number): ExactVectors {
  const bytes = dimensions * 4;
  return {
    inMemory: false,
    read: async (wanted) => {
      const vectors = new Float32Array(wanted.length * dimensions);
      for (let i = 0; i < wanted.length; ) {
        let end = i + 1;
        while (end < wanted.length && wanted[end] === (wanted[end - 1] as number) + 1) end++;
        const read = await file.readRange(section, (wanted[i] as number) * bytes, (end - i) * bytes);
        vectors.set(new Float32Array(read.buffer, read.byteOffset, (end - i) * dimensions), i * dimensions);
        i = end;
      }
      return vectors;
    },
  };
}
