import type { DimensionChoice, FirstWeights, ModelReport, TrainingTuning } from '../../../client/generated/schemas.ts';
import { countOf, formatCount } from '../../common/format.ts';

/** Something that a run chose by its data, in plain words. */
export interface Choice {
  readonly name: string;
  /** What was chosen, and why. */
  readonly text: string;
  /** More of it, one line each. */
  readonly lines: readonly string[];
}

type VectorBy = NonNullable<TrainingTuning['vectors']>[number]['decidedBy'];

const TEXT_REASONS: Readonly<Record<NonNullable<TrainingTuning['textWeightBy']>, string>> = {
  likelihood: 'pairs that were held out are likeliest with it',
  walk: 'most of the pairs that were held out are found with it',
  configuration: 'the settings of the run say so',
  default: 'the data was too little to decide',
};

const VECTOR_REASONS: Readonly<Record<VectorBy, string>> = {
  'training-rows': 'it ranks the pairs of the training rows best',
  texts: 'so far the vectors agree with the texts',
  configuration: 'nothing could decide, so it is the one of the settings',
};

const RANDOM_REASONS: Readonly<Record<NonNullable<FirstWeights['because']>, string>> = {
  'too-many-dimensions': 'the products differ in more ways than an embedding has numbers for',
  'too-much-work': 'with so many products or words, exact weights would take too long',
  'linear-encoder': 'the model reads numbers alone',
};

const DIMENSION_REASONS: Readonly<Record<DimensionChoice['because'], string>> = {
  configuration: 'the settings of the run say so',
  'starting-version': 'the version that the run started from has as many',
  exact: 'as few keep the texts of this catalog exactly as near as they are',
  'kept-neighbours': 'as few keep three quarters of the nearest products by text near',
  most: 'more would keep more products near, but cost too much storage and time',
  budget: 'with more, the time of a run would not be enough for all steps',
  memory: 'with more, a run on the whole catalog would not fit into memory',
  'many-products': 'a catalog of this size would cost too much storage and time with more',
  'not-measured': 'it is the usual number for such a model',
};

/** What a run chose by its data, and what it started from. Reports of earlier releases lack some of it. */
export function describeChoices({
  tuning,
  firstWeights,
  dimension,
}: Pick<ModelReport, 'tuning' | 'firstWeights' | 'dimension'>): Choice[] {
  return [
    ...(firstWeights ? [start(firstWeights)] : []),
    ...(dimension ? [numbers(dimension)] : []),
    ...(tuning ? describeTuning(tuning) : []),
  ];
}

function numbers({ numbers: count, because, kept = [] }: DimensionChoice): Choice {
  const lines = kept.map(
    ({ numbers: n, share }) => `${n} numbers: ${percentOf(share)} of the nearest products stay near`,
  );
  return { name: 'Numbers of a vector', text: `${count}: ${DIMENSION_REASONS[because]}.`, lines };
}

function start({ kind, dimensions, because }: FirstWeights): Choice {
  const name = 'Before training';
  if (kind === 'given')
    return { name, text: 'The weights were those of the version that the run started from.', lines: [] };
  if (kind === 'random') {
    const reason = because === undefined ? '' : `: ${RANDOM_REASONS[because]}`;
    return { name, text: `The weights were random${reason}.`, lines: [] };
  }
  const span = dimensions === undefined ? '' : ` They differ in ${countOf(dimensions, 'way')}.`;
  return {
    name,
    text: `Products were exactly as near to each other as their words and numbers are.${span}`,
    lines: [],
  };
}

/** What a run chose by its training data. */
function describeTuning(tuning: TrainingTuning): Choice[] {
  return [
    likeness(tuning),
    ...popularity(tuning),
    ...contentFit(tuning),
    textWeight(tuning),
    ...fields(tuning),
    ...views(tuning),
    ...vectors(tuning),
    amount(tuning),
  ];
}

function likeness({ matching, clusters }: TrainingTuning): Choice {
  const name = 'What is alike';
  if (clusters)
    return {
      name,
      text: 'Small groups of products are the same thing. All products outside a group differ from it.',
      lines: [],
    };
  if (matching)
    return { name, text: 'Products have one match each. All others that have a match differ from it.', lines: [] };
  return { name, text: 'Products are more or less alike, as often as they occur together.', lines: [] };
}

function popularity({ popularity: choice }: TrainingTuning): Choice[] {
  if (!choice) return [];
  const text = choice.keepsPopularity ? 'They count more: they are the answer for many.' : 'They count as others do.';
  return [{ name: 'Popular products', text, lines: [] }];
}

function contentFit({ contentFit: fit }: TrainingTuning): Choice[] {
  if (!fit) return [];
  const name = 'Likeness of texts';
  if (fit.steps === 0)
    return [{ name, text: 'As it was drawn: the catalog is too large to make it exact.', lines: [] }];
  const errors = `from ${shown(fit.errorBefore)} to ${shown(fit.errorAfter)}`;
  const text = `Made more exact in ${countOf(fit.steps, 'step')} before the training: the error went ${errors}.`;
  return [{ name, text, lines: [] }];
}

function textWeight({ textWeight: weight, textWeightBy: by, textWeightsTried: tried }: TrainingTuning): Choice {
  const reason = by === undefined ? '' : `: ${TEXT_REASONS[by]}`;
  const count = tried.length > 0 ? ` ${countOf(tried.length, 'weight was', 'weights were')} tried.` : '';
  return { name: 'Texts', text: `Count ${percentOf(weight)} in what is alike${reason}.${count}`, lines: [] };
}

function fields({ fields: fitted }: TrainingTuning): Choice[] {
  const name = 'Weights of fields';
  if (!fitted) return [{ name, text: 'Those of the settings are kept.', lines: [] }];
  const { weights, pairs, before, after } = fitted;
  const text = `Fitted to ${countOf(pairs, 'pair')}. Their log-likelihood went from ${shown(before)} to ${shown(after)}.`;
  return [{ name, text, lines: Object.entries(weights).map(([field, weight]) => `${field}: ${shownValue(weight)}`) }];
}

function views({ views: found }: TrainingTuning): Choice[] {
  if (!found || found.length === 0) return [];
  const lines = found.map(({ view, agreement, confirmedBy, kept }) => {
    const keeps = `keeps ${percentOf(kept)} of its weight`;
    return confirmedBy === null
      ? `${view}: is shown to agree with no other field, ${keeps}`
      : `${view}: agrees most with ${confirmedBy} (${shown(agreement)} of 1), ${keeps}`;
  });
  return [{ name: 'Agreement of fields', text: 'Fields that agree with no other one count less.', lines }];
}

function vectors({ vectors: found }: TrainingTuning): Choice[] {
  if (!found || found.length === 0) return [];
  const lines = found.map(({ name, weight, products, unread, decidedBy }) => {
    const left = unread > 0 ? `, ${formatCount(unread)} not read` : '';
    return `${name}: ${shown(weight)} beside words of 1, for ${countOf(products, 'product')}${left}: ${VECTOR_REASONS[decidedBy]}`;
  });
  return [{ name: 'Weights of vectors', text: 'How much the given vectors count.', lines }];
}

function amount({ learningRateShare: share }: TrainingTuning): Choice {
  const name = 'How much it trained';
  if (share === 0) return { name, text: 'Not at all: with so little evidence training could only harm.', lines: [] };
  const reason = share < 1 ? ', because there is little evidence for each product' : '';
  return { name, text: `With ${percentOf(share)} of the learning rate${reason}.`, lines: [] };
}

function percentOf(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3))).replace('-', '−');
}

function shownValue(value: unknown): string {
  return typeof value === 'number' ? shown(value) : JSON.stringify(value);
}
