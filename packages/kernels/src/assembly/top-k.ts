/**
 * The best k of many scores: a binary heap of 64-bit keys whose root is the worst one kept. A key's upper half is
 * the score, its bits mapped so that they order as unsigned integers; its lower half the complement of the row,
 * so that of equal scores the lower row is the greater key. All keys differ: the order is total.
 *
 * Almost no score beats the root, so sixteen at a time are compared with it and passed over together.
 */

/** −0 counts as 0. */
function key(score: f32, row: u32): u64 {
  const bits = reinterpret<u32>(score + <f32>0);
  return ((<u64>(bits ^ (<u32>(<i32>bits >> 31) | 0x80000000))) << 32) | <u64>~row;
}

function scoreOf(key: u64): f32 {
  const bits = <u32>(key >> 32);
  return reinterpret<f32>(bits ^ (<u32>(~(<i32>bits) >> 31) | 0x80000000));
}

/** Puts `value` in at the root of a heap of `size` keys and lets it sink until no child is smaller. */
function sink(heap: usize, size: u32, at: u32, value: u64): void {
  for (;;) {
    let child: u32 = 2 * at + 1;
    if (child >= size) break;
    let least = load<u64>(heap + (<usize>child << 3));
    if (child + 1 < size) {
      const right = load<u64>(heap + (<usize>child << 3), 8);
      if (right < least) { least = right; child++; }
    }
    if (least > value) break;
    store<u64>(heap + (<usize>at << 3), least);
    at = child;
  }
  store<u64>(heap + (<usize>at << 3), value);
}

function rise(heap: usize, at: u32, value: u64): void {
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = load<u64>(heap + (<usize>parent << 3));
    if (above < value) break;
    store<u64>(heap + (<usize>at << 3), above);
    at = parent;
  }
  store<u64>(heap + (<usize>at << 3), value);
}

/**
 * Offers `count` scores, of rows `firstRow` and on, to a heap that holds `held` keys of at most `k`, and returns how
 * many it holds then. `accept` is 0, or where one byte for each row from row 0 says whether it may enter. NaN
 * never enters. Rows must be offered in ascending order (of equal scores the first to come stays).
 */
export function offer(
  heap: usize, held: u32, k: u32, scores: usize, count: u32, firstRow: u32, accept: usize,
): u32 {
  let i: u32 = 0;
  for (; i < count && held < k; i++) {
    const score = f32.load(scores + (<usize>i << 2));
    if (score !== score || (accept !== 0 && load<u8>(accept + <usize>(firstRow + i)) === 0)) continue;
    rise(heap, held++, key(score, firstRow + i));
  }
  if (held < k || k === 0) return held;
  let worst = scoreOf(load<u64>(heap));
  while (i < count) {
    if (i + 16 <= count) {
      const at = scores + (<usize>i << 2);
      const least = f32x4.splat(worst);
      const any = v128.or(
        v128.or(f32x4.gt(v128.load(at), least), f32x4.gt(v128.load(at, 16), least)),
        v128.or(f32x4.gt(v128.load(at, 32), least), f32x4.gt(v128.load(at, 48), least)),
      );
      if (!v128.any_true(any)) { i += 16; continue; }
    }
    for (const end = min(i + 16, count); i < end; i++) {
      const score = f32.load(scores + (<usize>i << 2));
      if (!(score > worst) || (accept !== 0 && load<u8>(accept + <usize>(firstRow + i)) === 0)) continue;
      sink(heap, k, 0, key(score, firstRow + i));
      worst = scoreOf(load<u64>(heap));
    }
  }
  return held;
}

/** Sorts the heap best first and writes what its keys stand for: u32 rows, then f32 scores. */
export function rank(heap: usize, held: u32, rows: usize, scores: usize): void {
  for (let left = held; left > 0; ) {
    const worst = load<u64>(heap);
    left--;
    sink(heap, left, 0, load<u64>(heap + (<usize>left << 3)));
    store<u32>(rows + (<usize>left << 2), ~(<u32>worst));
    f32.store(scores + (<usize>left << 2), scoreOf(worst));
  }
}
