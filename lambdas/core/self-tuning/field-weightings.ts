import type { FeatureConfig } from '../features/feature-config.ts';
import type { FeatureSpace } from '../features/feature-space.ts';
import { fieldOfToken, type TokenField } from '../features/product-tokens.ts';
import type { CounterRandom } from '../numerics/random.ts';

/** The weights that go up and down together. */
const GROUPS = [
  ['titleWordWeight', 'titleCompoundWeight', 'titleGramWeight'],
  ['descriptionWeight', 'textWeight'],
  ['brandWeight'],
  ['categoryWeight'],
  ['attributeWeight'],
] as const satisfies readonly (keyof FeatureConfig)[][];

const FIELD_OF: Readonly<Record<(typeof GROUPS)[number][0], TokenField>> = {
  titleWordWeight: 'title',
  descriptionWeight: 'description',
  brandWeight: 'brand',
  categoryWeight: 'category',
  attributeWeight: 'attribute',
};

const FACTORS = [0.5, 1, 2];
const BIN_WEIGHTS = [0, 0.2, 0.5];

/**
 * Another weighting of the fields that a catalog has: each halved, doubled or left, and numbers as tokens or not; by chance.
 * Undefined where there is but one field and no number: nothing could be weighed against anything.
 */
export function drawFieldWeights(space: FeatureSpace, random: CounterRandom): Partial<FeatureConfig> | undefined {
  const { config, vocabulary, sources } = space;
  const present = new Set(vocabulary.tokens.map(fieldOfToken));
  const groups = GROUPS.filter(([first]) => present.has(FIELD_OF[first]));
  const hasNumbers = sources.some((source) => source.kind === 'number');
  if (groups.length < 2 && !hasNumbers) return undefined;
  const weighed = groups.flatMap((group) => {
    const factor = FACTORS[random.integer(FACTORS.length)]!;
    return group.map((name) => [name, factor * config[name]] as const);
  });
  const numberBinWeight = hasNumbers ? BIN_WEIGHTS[random.integer(BIN_WEIGHTS.length)]! : config.numberBinWeight;
  return { ...Object.fromEntries(weighed), numberBinWeight };
}
