import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { TrainingRow } from '../../../lambdas/core/catalog/training-row.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

const SYLLABLES = ['ba', 'do', 'fi', 'ku', 'le', 'mo', 'na', 'pi', 'ro', 'su', 'ta', 'vi'];

/** Two shops that sell the same things under different titles. Matches of even things are known, those of odd things are planted. */
export interface TwoShops {
  readonly catalog: readonly Product[];
  readonly known: readonly TrainingRow[];
  /** Ids of true matches that are in no training row. */
  readonly planted: readonly (readonly [string, string])[];
}

/**
 * The second shop drops words, adds its own, and gives every eleventh thing an entirely different title. Thus some
 * planted matches rank far below products that are merely similar.
 */
export function twoShops(things: number, seed = 1): TwoShops {
  const random = new CounterRandom(seed, 'two shops');
  const word = () => Array.from({ length: 3 }, () => SYLLABLES[random.integer(SYLLABLES.length)]).join('');
  const makers = Array.from({ length: 5 }, word);
  const kinds = Array.from({ length: 6 }, word);
  const catalog: Product[] = [];
  const matches = Array.from({ length: things }, (_, i): [string, string] => {
    const [maker, kind, name, model] = [makers[i % 5]!, kinds[i % 6]!, word(), word()];
    const other = i % 11 === 5 ? word() : name;
    catalog.push({ id: `a${i}`, title: `${maker} ${kind} ${name} ${model}`, brand: maker, price: 10 + i });
    catalog.push({ id: `b${i}`, title: `${kind} ${other} ${word()}`, price: 10 + i });
    return [`a${i}`, `b${i}`];
  });
  return {
    catalog,
    known: matches.filter((_, i) => i % 2 === 0).map(([anchor, positive]) => ({ anchor, positive })),
    planted: matches.filter((_, i) => i % 2 === 1),
  };
}
