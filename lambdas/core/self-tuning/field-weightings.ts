import type { FeatureConfig } from '../features/feature-config.ts';
import type { FeatureSpace } from '../features/feature-space.ts';
import { fieldOfToken, tokenFieldNames, tokenFields } from '../features/product-tokens.ts';
import type { CounterRandom } from '../numerics/random.ts';

/**
 * Token fields by what the shop gives, such as the title. The weights of a group are scaled together. Numbers are drawn apart.
 */
const GROUPS = [...new Set(tokenFieldNames.map((name) => tokenFields[name].given))]
  .filter((given) => given !== 'number')
  .map((given) => tokenFieldNames.filter((name) => tokenFields[name].given === given));

const FACTORS = [0.5, 1, 2];
const BIN_WEIGHTS = [0, 0.2, 0.5];

/**
 * Another weighting of the fields that a catalog has: each halved, doubled or left, and numbers as tokens or not; by chance.
 * Undefined where there is but one field and no number: nothing could be weighed against anything.
 */
export function drawFieldWeights(space: FeatureSpace, random: CounterRandom): Partial<FeatureConfig> | undefined {
  const { config, vocabulary, sources } = space;
  const present = new Set(vocabulary.tokens.map(fieldOfToken));
  const groups = GROUPS.filter(([first]) => present.has(first!));
  const hasNumbers = sources.some((source) => source.kind === 'number');
  if (groups.length < 2 && !hasNumbers) return undefined;
  const weighed = groups.flatMap((group) => {
    const factor = FACTORS[random.integer(FACTORS.length)]!;
    return group.map((name) => {
      const { weight } = tokenFields[name];
      return [weight, factor * config[weight]] as const;
    });
  });
  const numberBinWeight = hasNumbers ? BIN_WEIGHTS[random.integer(BIN_WEIGHTS.length)]! : config.numberBinWeight;
  return { ...Object.fromEntries(weighed), numberBinWeight };
}
