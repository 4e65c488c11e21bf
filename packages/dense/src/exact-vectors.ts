import type { Block, Kernels } from '@reprise/kernels';
import type { Container } from '@reprise/storage';
import { allocate, type Rows, rowBytes, setPadded } from './rows.js';

/** The vectors themselves, wherever they lie. */
export interface ExactVectors {
  readonly inMemory: boolean;
  /** The rows themselves, where they lie in memory as float32. */
  readonly floats: Rows | undefined;
  /**
   * Copies rows one after another into a block that is all 0: float32, each filled up to whole 16 values as rows of f32
   * are.
   */
  readonly gather: (rows: Uint32Array, target: Block) => Promise<void>;
}

/** Of rows in f32 or f16 in memory. */
export function vectorsInMemory(kernels: Kernels, rows: Rows): ExactVectors {
  const { precision, stride, block } = rows;
  const bytes = rowBytes(rows);
  return {
    inMemory: true,
    floats: precision === 'f32' ? rows : undefined,
    gather: async (selected, target) => {
      if (precision === 'f32') {
        kernels.gather({ rows: block, rowBytes: bytes, selected, target });
        return;
      }
      const halves = allocate(kernels, selected.length * bytes);
      try {
        kernels.gather({ rows: block, rowBytes: bytes, selected, target: halves });
        kernels.decodeHalf({ source: halves, count: selected.length * stride, target });
      } finally {
        kernels.release(halves);
      }
    },
  };
}

/** Of float32 rows that stay in their file. Rows that lie together and come together are read together. */
export function vectorsOnDisk(
  kernels: Kernels,
  file: Container,
  section: string,
  dimensions: number,
): ExactVectors {
  const bytes = dimensions * 4;
  return {
    inMemory: false,
    floats: undefined,
    gather: async (selected, target) => {
      for (let i = 0; i < selected.length; ) {
        const first = i++;
        while (i < selected.length && selected[i] === (selected[i - 1] as number) + 1) i++;
        const from = (selected[first] as number) * bytes;
        await file.visit(section, from, (i - first) * bytes, (piece, at) => {
          setPadded(kernels.view(target, Uint8Array), piece, first * bytes + at, dimensions, 4);
        });
      }
    },
  };
}
