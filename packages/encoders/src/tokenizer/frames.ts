/** The special tokens that a tokenizer puts around texts, found by letting it dress a text that is known bare. */
import { RepriseError } from '@reprise/spec';

export interface Frame {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Around two texts: `before` first `between` second `after`. */
export interface PairFrame extends Frame {
  readonly between: readonly number[];
  /** Token type of the second text and of what stands behind it; all before it is of type 0. */
  readonly secondType: number;
}

export function frameOf(bare: readonly number[], dressed: readonly number[], path: string): Frame {
  const at = placeOf(bare, dressed, 0);
  if (at < 0) throw refusal(path, 'does not put its special tokens around the text');
  return { before: dressed.slice(0, at), after: dressed.slice(at + bare.length) };
}

/** `dressed` holds the text `bare` twice. */
export function pairFrameOf(
  bare: readonly number[],
  dressed: readonly number[],
  types: readonly number[],
  path: string,
): PairFrame {
  const first = placeOf(bare, dressed, 0);
  const second = first < 0 ? -1 : placeOf(bare, dressed, first + bare.length);
  if (second < 0) throw refusal(path, 'does not say how two texts go together');
  return {
    before: dressed.slice(0, first),
    between: dressed.slice(first + bare.length, second),
    after: dressed.slice(second + bare.length),
    secondType: types[second] ?? 0,
  };
}

function placeOf(bare: readonly number[], dressed: readonly number[], from: number): number {
  if (bare.length === 0) return -1;
  return dressed.findIndex((_, i) => i >= from && bare.every((id, j) => dressed[i + j] === id));
}

function refusal(path: string, fault: string): RepriseError {
  return new RepriseError('CORRUPT_FILE', `${path} ${fault}: save the model with its own fast tokenizer`, {
    details: { path },
  });
}
