import type { Product } from '../../lambdas/core/catalog/product.ts';
import type { GroupRow } from '../../lambdas/core/catalog/training-row.ts';
import { CounterRandom } from '../../lambdas/core/numerics/random.ts';

/** Products of one theme are bought together, so that there is something to learn. */
const THEMES = ['lamp', 'desk', 'chair', 'kettle', 'rug', 'shelf', 'mirror', 'clock'] as const;
const ADJECTIVES = ['red', 'blue', 'oak', 'steel', 'tall', 'small', 'round', 'folding', 'soft', 'heavy'] as const;
const BRANDS = ['Lux', 'Ridge', 'Noor', 'Fjell'] as const;

/** Which theme a product has: a number that follows from its id alone. */
function themeOf(id: string): number {
  return new CounterRandom(0, id).integer(THEMES.length);
}

interface SoakTriplet {
  readonly anchor: string;
  readonly positive: string;
  readonly negative: string;
}

/** A product as it is after its write with this number, which its payload holds. */
export function soakProduct(id: string, write: number): Product {
  const random = new CounterRandom(write, id);
  const pick = <T>(from: readonly T[]) => from[random.integer(from.length)]!;
  const noun = THEMES[themeOf(id)]!;
  return {
    id,
    title: `${pick(ADJECTIVES)} ${pick(ADJECTIVES)} ${noun}`,
    brand: pick(BRANDS),
    category: ['home', noun],
    price: 5 + random.integer(200),
    payload: { write },
  };
}

/** Baskets of two to four products of one theme. */
export function soakBaskets(ids: readonly string[], count: number, random: CounterRandom): GroupRow[] {
  const byTheme = [...Map.groupBy(ids, themeOf).values()].filter((group) => group.length > 1);
  return Array.from({ length: count }, () => {
    const group = byTheme[random.integer(byTheme.length)]!;
    const items = Array.from({ length: 2 + random.integer(3) }, () => group[random.integer(group.length)]!);
    return { items: [...new Set([...items, group[0]!, group[1]!])], kind: 'basket' };
  });
}

/** Triplets whose positive has the theme of the anchor, and whose negative has another. */
export function soakTriplets(ids: readonly string[], count: number, random: CounterRandom): SoakTriplet[] {
  const drawn = () => ids[random.integer(ids.length)]!;
  const rows: SoakTriplet[] = [];
  while (rows.length < count) {
    const [anchor, positive, negative] = [drawn(), drawn(), drawn()];
    const isFit = anchor !== positive && themeOf(anchor) === themeOf(positive) && themeOf(anchor) !== themeOf(negative);
    if (isFit) rows.push({ anchor, positive, negative });
  }
  return rows;
}
