import type { Product } from '../../catalog/product.ts';
import type { FeatureConfig, FeatureNumberName } from '../../features/feature-config.ts';
import { fitFeatureSpace } from '../../features/feature-space.ts';
import { dropUnreadableParts } from '../../model/model.ts';
import { CounterRandom } from '../../numerics/random.ts';
import { type Agreement, CatalogView } from './catalog-view.ts';

/** What a shop gives of a product, and the weights of the fields that are made of it alone. */
const WEIGHTS_OF = {
  title: ['titleWordWeight', 'titleCompoundWeight', 'titleGramWeight'],
  description: ['descriptionWeight', 'textWeight'],
  brand: ['brandWeight'],
  category: ['categoryWeight'],
  attribute: ['attributeWeight'],
} as const satisfies Readonly<Record<string, readonly FeatureNumberName[]>>;

type ViewName = keyof typeof WEIGHTS_OF;

// Object.keys gives the keys of the table.
const viewNames = Object.keys(WEIGHTS_OF) as readonly ViewName[];

/** Texts name a product, and values describe it: those of two kinds, such as brand and colour, may well be independent. */
const TEXTS: readonly ViewName[] = ['title', 'description'];

/** What became of the fields of one view. Plain JSON. */
export interface ConfirmedView {
  readonly view: ViewName;
  /** How far it agrees with the view that it agrees with most: 0 as chance, 1 as that view with itself. */
  readonly agreement: number;
  /** The view that it agrees with most; null if none is shown to agree. */
  readonly confirmedBy: ViewName | null;
  /** The share of its weights that stays, in [0, 1]; of values, above the least weight. */
  readonly kept: number;
}

/** The weights of fields that a catalog alone gives. */
interface ConfirmedFields {
  readonly weights: Partial<FeatureConfig>;
  readonly views: readonly ConfirmedView[];
}

/** Smaller catalogs cannot show whether their fields agree. */
const MIN_PRODUCTS = 50;
/** The agreement from which fields keep their whole weight. */
const WHOLE_AGREEMENT = 0.2;
/** A view in which fewer products than this share have a neighbour does not speak against others. */
const MIN_COVERAGE = 0.5;
/** The least weight of the field of a value, as a share of the weight of the words of all fields: it decides ties. */
const LEAST_SHARE = 1 / 8;

/**
 * Weighs the fields of a catalog without training rows. Two products that are alike are mostly alike in several ways:
 * the nearest titles have the same brand more often than random products. So what no other view of the products
 * confirms is not trusted: titles that are codes or invented names, and descriptions of boilerplate. Its words still
 * count among the words of all fields, as in TF-IDF, and the field of an unconfirmed value decides ties.
 * A view is judged only by views in which most products have neighbours, and values only by texts. With titles alone,
 * and in catalogs of fewer than 50 products, all weights stay.
 */
export function confirmFields(products: readonly Product[], features: FeatureConfig, seed: number): ConfirmedFields {
  if (products.length < MIN_PRODUCTS) return { weights: {}, views: [] };
  const space = fitFeatureSpace(products, [], features);
  const bags = space.extractFields(dropUnreadableParts({ encoder: 'bag', space }, products));
  const random = new CounterRandom(seed, 'confirmed fields');
  const sample = Int32Array.from(products.keys());
  random.shuffle(sample);
  const present = viewNames.flatMap((name) => {
    const ofView = bags.get(name)!;
    return ofView.tokens.length === 0 ? [] : [{ name, view: new CatalogView(ofView, sample, random) }];
  });
  // Without the words of all fields, those of titles are in no other field.
  const judged = present.filter(({ name }) => name !== 'title' || space.config.wordWeight > 0);
  const views = judged.map(({ name, view }): ConfirmedView => {
    const others = present.filter((other) => other.name !== name);
    const found = others.map((other) => ({ ...other, agreement: view.compare(other.view) }));
    return confirmView(name, found);
  });
  const changed = views.filter(({ kept }) => kept < 1);
  const least = LEAST_SHARE * space.config.wordWeight;
  return { weights: Object.assign({}, ...changed.map((view) => weighView(view, features, least))), views };
}

interface ComparedView {
  readonly name: ViewName;
  readonly view: CatalogView;
  readonly agreement: Agreement | undefined;
}

/**
 * Texts need an agreement, as soon as another view could give it. Values are doubted as far as texts cover the catalog
 * and do not agree with them.
 */
function confirmView(name: ViewName, others: readonly ComparedView[]): ConfirmedView {
  const best = others.reduce<{ name: ViewName; value: number } | undefined>((one, { name, agreement }) => {
    if (agreement === undefined || !agreement.isSure) return one;
    return one === undefined || agreement.value > one.value ? { name, value: agreement.value } : one;
  }, undefined);
  const isText = TEXTS.includes(name);
  const judges = others.filter((other) => isText || (TEXTS.includes(other.name) && other.agreement !== undefined));
  const coverage = judges.reduce((most, { view }) => Math.max(most, view.coverage), 0);
  const doubt = Math.max(0, (coverage - MIN_COVERAGE) / (1 - MIN_COVERAGE));
  const agreement = best?.value ?? 0;
  const confirmed = Math.min(1, agreement / WHOLE_AGREEMENT);
  const kept = isText && doubt > 0 ? confirmed : Math.max(confirmed, 1 - doubt);
  return { view: name, agreement, confirmedBy: best?.name ?? null, kept };
}

/** @param least The least weight of the field of a value. */
function weighView({ view, kept }: ConfirmedView, features: FeatureConfig, least: number): Partial<FeatureConfig> {
  return Object.fromEntries(
    WEIGHTS_OF[view].map((name) => {
      const lowest = TEXTS.includes(view) ? 0 : Math.min(least, features[name]);
      return [name, lowest + kept * (features[name] - lowest)];
    }),
  );
}
