import { RepriseError } from '@reprise/spec';

/** A weight of a model as it is; `CORRUPT_FILE` where it is not finite. */
export function checkWeight(weight: number, offset: number, path: string): number {
  if (Number.isFinite(weight)) return weight;
  throw new RepriseError('CORRUPT_FILE', `${path} made the weight ${weight}: its weights are broken`, {
    details: { path, offset, value: weight },
  });
}
