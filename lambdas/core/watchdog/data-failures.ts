import type { Product } from '../catalog/product.ts';
import type { FeatureBatch } from '../features/feature-space.ts';
import type { Failure } from './finding.ts';
import type { WatchedSample } from './watched-sample.ts';

/** So large a share of the sample makes it the data's fault, not a few odd rows. */
const NEARLY_ALL = 0.95;

/** What no training can get over, seen in the data before the first step; the first that fits. */
export function findDataFailure(sample: WatchedSample, selfSupervised: boolean): Failure | undefined {
  const contents = contentsOf(sample.inputs);
  // From the catalog alone a product is to find itself, so that its nearest may well read the same.
  const ofPairs = selfSupervised ? undefined : sameSides(sample, contents);
  return repeatedPair(sample) ?? sameProducts(sample, contents) ?? ofPairs;
}

function repeatedPair({ anchors, positives, products }: WatchedSample): Failure | undefined {
  const pairs = Array.from(anchors, (a, i) => `${Math.min(a, positives[i]!)} ${Math.max(a, positives[i]!)}`);
  const [pair, count] = mostCommon(pairs);
  if (count < NEARLY_ALL * pairs.length) return undefined;
  const [first, second] = pair.split(' ').map((place) => products[Number(place)]!.id);
  return {
    code: 'repeated-pair',
    step: 0,
    sign: `${count} of ${pairs.length} drawn pairs are the same (${first}, ${second})`,
    cause: 'One pair over and over leaves nothing to tell it from',
    change: 'give pairs of other products too',
  };
}

/** A product of which nothing is known says nothing, which is not the same as the same. */
function sameProducts({ products }: WatchedSample, contents: readonly string[]): Failure | undefined {
  const [content, count] = mostCommon(contents.filter((one) => one !== ''));
  if (count < NEARLY_ALL * products.length) return undefined;
  const alike = products.filter((_, place) => contents[place] === content);
  const sign = `what is read of ${count} of ${products.length} products looked at is the same`;
  if (alike.every(isCategoryAlone)) {
    return {
      code: 'one-category',
      step: 0,
      sign: `${sign}: the category ${JSON.stringify(alike[0]!.category)}`,
      cause: 'One category holds nearly all products, and they have nothing else',
      change: 'give the products titles',
    };
  }
  return {
    code: 'identical-products',
    step: 0,
    sign,
    cause: 'The products have nothing that tells them apart',
    change: 'give each product a title (or features) of its own',
  };
}

function sameSides({ anchors, positives }: WatchedSample, contents: readonly string[]): Failure | undefined {
  const isSame = (a: number, p: number): boolean => a === p || (contents[a] !== '' && contents[a] === contents[p]);
  const count = anchors.filter((a, i) => isSame(a, positives[i]!)).length;
  if (count < NEARLY_ALL * anchors.length) return undefined;
  return {
    code: 'anchor-is-positive',
    step: 0,
    sign: `the positive of ${count} of ${anchors.length} drawn pairs is its anchor, or reads the same`,
    cause: 'Such pairs are alike before anything is learnt',
    change: 'give pairs of products that differ',
  };
}

function isCategoryAlone({ id: _id, category, ...others }: Product): boolean {
  return category !== undefined && Object.values(others).every((value) => value === undefined);
}

/** (B): tokens, weights and numbers as text, the product's own identity left out; empty where nothing is known. */
function contentsOf({ B, bags, identityAt, dense }: FeatureBatch): string[] {
  const F = B === 0 ? 0 : dense.length / B;
  return Array.from({ length: B }, (_, i) => {
    const parts: string[] = [];
    for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++)
      if (t !== identityAt[i]) parts.push(`${bags.tokens[t]}x${bags.weights[t]}`);
    const numbers = dense.subarray(i * F, (i + 1) * F);
    return parts.length === 0 && numbers.every((x) => x === 0) ? '' : `${parts.join(' ')}|${numbers.join(' ')}`;
  });
}

/** The text that occurs most, and how often. */
function mostCommon(texts: readonly string[]): [string, number] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  let most: [string, number] = ['', 0];
  for (const one of counts) if (one[1] > most[1]) most = one;
  return most;
}
