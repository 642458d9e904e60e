/** Points of one part of a map. */
export const POINTS_PER_PART = 65_536;
/** Names of one part of a map. */
export const NAMES_PER_PART = 8192;
/** The code of a value that is not among those with a code of their own. */
export const OTHER_CODE = 254;
/** The code of a product without a value. */
export const MISSING_CODE = 255;
/** Codes of words and numbers: 0 to 253. */
export const MAX_CODES = 254;

/** What points are coloured by, where it is a word: the code of a product is the place of its word in `values`. */
export interface WordColour {
  readonly field: string;
  readonly kind: 'words';
  /** At most 254: the most frequent words, by falling frequency. */
  readonly values: readonly string[];
  /** How many products have each. */
  readonly counts: readonly number[];
  /** Products with another word. */
  readonly others: number;
  /** Products without a word. */
  readonly missing: number;
}

/** What points are coloured by, where it is a number. */
export interface NumberColour {
  readonly field: string;
  readonly kind: 'number';
  /** Rising, at most 254: the code of a product is the place of the first bound that is not below its number. */
  readonly bounds: readonly number[];
  /** Products without a number. */
  readonly missing: number;
}

export type MapColour = WordColour | NumberColour;

/** The place of the map that all of its points are within. */
export interface MapBounds {
  readonly minX: number;
  readonly maxX: number;
  readonly minY: number;
  readonly maxY: number;
}

/** A group of similar products. */
export interface MapCluster {
  /** What distinguishes it: words of its categories, brands and titles. */
  readonly label: string;
  /** Where its label is: the median of its points. */
  readonly x: number;
  readonly y: number;
  readonly products: number;
}

/** A map of the products of a model version, without its points and names. */
export interface ProductMap {
  readonly modelVersion: string;
  /** `pca`: the plane in which vectors differ most. Used for few products, or where the time does not suffice for `umap`. */
  readonly method: 'umap' | 'pca';
  readonly products: number;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly pointsPerPart: number;
  readonly parts: number;
  readonly namesPerPart: number;
  readonly nameParts: number;
  readonly bounds: MapBounds;
  readonly colours: readonly MapColour[];
  readonly clusters: readonly MapCluster[];
}
