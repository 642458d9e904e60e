import { hashText } from '../numerics/random.ts';

/** A number in [0, 1) that an id decides, spread evenly. @param use Other uses get other numbers. */
export function idFraction(id: string, use: string): number {
  // FNV spreads the last characters over the upper bits too little: ids of one length would be neighbours.
  let hash = hashText(id, hashText(use));
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
