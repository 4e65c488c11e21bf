import { decodeHalf } from './half.js';
import type { Loops } from './loops.js';
import { plainDot } from './plain/dot.js';
import { plainDotInt8 } from './plain/dot-int8.js';
import { plainHamming } from './plain/hamming.js';
import { plainSquaredDistance } from './plain/squared-distance.js';
import { plainOffer, plainRank } from './plain/top-k.js';

/** The loops in plain JavaScript, over the buffer that `memory` returns: another one whenever it has grown. */
export function plainLoops(memory: () => ArrayBuffer): Loops {
  return Object.freeze({
    dot: plainDot(memory),
    dotInt8: plainDotInt8(memory),
    squaredDistance: plainSquaredDistance(memory),
    hamming: plainHamming(memory),
    decodeHalf: (source, count, target) =>
      decodeHalf(new Uint16Array(memory(), source, count), new Float32Array(memory(), target, count)),
    offer: plainOffer(memory),
    rank: plainRank(memory),
  } satisfies Loops);
}
