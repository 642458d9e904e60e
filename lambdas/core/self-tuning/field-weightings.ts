import type { FeatureConfig } from '../features/feature-config.ts';
import type { FeatureSpace } from '../features/feature-space.ts';
import { parseTokenField, tokenFieldNames, tokenFields } from '../features/product-tokens.ts';
import type { CounterRandom } from '../numerics/random.ts';

/**
 * Token fields by what the shop gives, such as the title. The weights of a group are scaled together. Numbers are drawn
 * apart.
 */
const GROUPS = [...new Set(tokenFieldNames.map((name) => tokenFields[name].given))]
  .filter((given) => given !== 'number')
  .map((given) => tokenFieldNames.filter((name) => tokenFields[name].given === given));

const FACTORS = [0.5, 1, 2];
const BIN_WEIGHTS = [0, 0.2, 0.5];

/**
 * Draws random weights for the fields that a catalog has: each is halved, doubled or unchanged, and the weight of
 * binned numbers is drawn from a list. Undefined with only one field and no number, because relative weights then have
 * no effect.
 */
export function drawFieldWeights(space: FeatureSpace, random: CounterRandom): Partial<FeatureConfig> | undefined {
  const { config, vocabulary, sources } = space;
  const present = new Set(vocabulary.tokens.map(parseTokenField));
  const groups = GROUPS.filter(([first]) => present.has(first!));
  const hasNumbers = sources.some((source) => source.kind === 'number');
  if (groups.length < 2 && !hasNumbers) return undefined;
  const scaled = groups.flatMap((group) => {
    const factor = FACTORS[random.integer(FACTORS.length)]!;
    return group.map((name) => {
      const { weight } = tokenFields[name];
      return [weight, factor * config[weight]] as const;
    });
  });
  const numberBinWeight = hasNumbers ? BIN_WEIGHTS[random.integer(BIN_WEIGHTS.length)]! : config.numberBinWeight;
  return { ...Object.fromEntries(scaled), numberBinWeight };
}
