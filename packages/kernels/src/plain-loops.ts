import { decodeHalf } from './half.js';
import type { Loops } from './loops.js';
import { plainDot } from './plain/dot.js';
import { plainDotInt4 } from './plain/dot-int4.js';
import { plainDotInt8 } from './plain/dot-int8.js';
import { plainHamming } from './plain/hamming.js';
import { plainKMeans } from './plain/k-means.js';
import { plainMaxSim, plainMaxSimInt8 } from './plain/max-sim.js';
import { plainMaxSimLookup } from './plain/max-sim-lookup.js';
import { plainDecodeResiduals } from './plain/residuals.js';
import { plainSquaredDistance } from './plain/squared-distance.js';
import { plainOffer, plainRank } from './plain/top-k.js';

/** The loops in plain JavaScript, over the buffer that `memory` returns: another one whenever it has grown. */
export function plainLoops(memory: () => ArrayBuffer): Loops {
  return Object.freeze({
    dot: plainDot(memory),
    dotInt4: plainDotInt4(memory),
    dotInt8: plainDotInt8(memory),
    squaredDistance: plainSquaredDistance(memory),
    hamming: plainHamming(memory),
    decodeHalf: (source, count, target) =>
      decodeHalf(new Uint16Array(memory(), source, count), new Float32Array(memory(), target, count)),
    maxSim: plainMaxSim(memory),
    maxSimInt8: plainMaxSimInt8(memory),
    maxSimLookup: plainMaxSimLookup(memory),
    decodeResiduals: plainDecodeResiduals(memory),
    ...plainKMeans(memory),
    offer: plainOffer(memory),
    rank: plainRank(memory),
  } satisfies Loops);
}
