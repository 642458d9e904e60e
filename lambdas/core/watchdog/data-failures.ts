import type { Product } from '../catalog/product.ts';
import type { FeatureBatch } from '../features/feature-space.ts';
import type { Failure } from './finding.ts';
import type { WatchedSample } from './watched-sample.ts';

/** From this share of the sample on, the data as a whole is at fault, and not a few rows. */
const NEARLY_ALL = 0.95;

/**
 * Finds a failure in the data, before the first step, that training cannot repair. Returns the first one, or undefined.
 */
export function findDataFailure(sample: WatchedSample, selfSupervised: boolean): Failure | undefined {
  const contents = describeInputs(sample.inputs);
  // In self-supervised training a product is its own positive, so equal inputs are no failure.
  const ofPairs = selfSupervised ? undefined : findSameSides(sample, contents);
  return findRepeatedPair(sample) ?? findSameProducts(sample, contents) ?? ofPairs;
}

function findRepeatedPair({ anchors, positives, products }: WatchedSample): Failure | undefined {
  const pairs = Array.from(anchors, (a, i) => `${Math.min(a, positives[i]!)} ${Math.max(a, positives[i]!)}`);
  const [pair, count] = findMostCommon(pairs);
  if (count < NEARLY_ALL * pairs.length) return undefined;
  const [first, second] = pair.split(' ').map((place) => products[Number(place)]!.id);
  return {
    code: 'repeated-pair',
    step: 0,
    sign: `${count} of ${pairs.length} drawn pairs are the same (${first}, ${second})`,
    cause: 'A single repeated pair has no other pairs to be compared with',
    change: 'give pairs of other products too',
  };
}

/** Products without any input are not counted as equal. */
function findSameProducts({ products }: WatchedSample, contents: readonly string[]): Failure | undefined {
  const [content, count] = findMostCommon(contents.filter((one) => one !== ''));
  if (count < NEARLY_ALL * products.length) return undefined;
  const same = products.filter((_, place) => contents[place] === content);
  const sign = `the encoder inputs of ${count} of the ${products.length} checked products are the same`;
  if (same.every(isCategoryAlone)) {
    return {
      code: 'one-category',
      step: 0,
      sign: `${sign}: the category ${JSON.stringify(same[0]!.category)}`,
      cause: 'One category has nearly all products, and they have no other fields',
      change: 'give the products titles',
    };
  }
  return {
    code: 'identical-products',
    step: 0,
    sign,
    cause: 'No field distinguishes the products',
    change: 'give each product a title (or features) of its own',
  };
}

function findSameSides({ anchors, positives }: WatchedSample, contents: readonly string[]): Failure | undefined {
  const isSame = (a: number, p: number): boolean => a === p || (contents[a] !== '' && contents[a] === contents[p]);
  const count = anchors.filter((a, i) => isSame(a, positives[i]!)).length;
  if (count < NEARLY_ALL * anchors.length) return undefined;
  return {
    code: 'anchor-is-positive',
    step: 0,
    sign: `in ${count} of ${anchors.length} drawn pairs the positive is the anchor, or has the same inputs`,
    cause: 'Such pairs are equal before training',
    change: 'give pairs of products that differ',
  };
}

function isCategoryAlone({ id: _id, category, ...others }: Product): boolean {
  return category !== undefined && Object.values(others).every((value) => value === undefined);
}

/** (B): tokens, weights and numbers as text, without the own row of the product; '' for a product without any input. */
function describeInputs({ B, bags, identityAt, dense }: FeatureBatch): string[] {
  const F = B === 0 ? 0 : dense.length / B;
  return Array.from({ length: B }, (_, i) => {
    const parts: string[] = [];
    for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++)
      if (t !== identityAt[i]) parts.push(`${bags.tokens[t]}x${bags.weights[t]}`);
    const numbers = dense.subarray(i * F, (i + 1) * F);
    return parts.length === 0 && numbers.every((x) => x === 0) ? '' : `${parts.join(' ')}|${numbers.join(' ')}`;
  });
}

/** Finds the most frequent text, and its count. */
function findMostCommon(texts: readonly string[]): [string, number] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  let most: [string, number] = ['', 0];
  for (const one of counts) if (one[1] > most[1]) most = one;
  return most;
}
