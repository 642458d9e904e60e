import type { UploadRequest } from '../../../client/generated/schemas.ts';

/** What a file is, as the API knows it. */
export type Prefix = UploadRequest['prefix'];

/** A choice of what a file is. */
export interface Kind {
  readonly prefix: Prefix;
  /** In plain words. */
  readonly label: string;
  /** What becomes of such a file. */
  readonly effect: string;
}

/** Every choice, in the order in which files are sent: products come before what refers to them. */
export const kinds: readonly Kind[] = [
  { prefix: 'catalog/', label: 'Products', effect: 'Adds products and changes the others.' },
  {
    prefix: 'replace/catalog/',
    label: 'Products: the whole catalog',
    effect: 'Products that it lacks leave, unless they are more than 30 % of the catalog.',
  },
  {
    prefix: 'replace-forced/catalog/',
    label: 'Products: the whole catalog, however many leave',
    effect: 'All products that it lacks leave.',
  },
  { prefix: 'judging/', label: 'Judging', effect: 'The next training run is judged by it. It has no report.' },
  { prefix: 'interactions/', label: 'Orders and baskets', effect: 'Starts a training run.' },
  { prefix: 'triplets/', label: 'Similar pairs', effect: 'Starts a training run, or a step if it is small.' },
];

/** The name of the file that maps columns of catalogs to fields. */
export const MAPPING_FILE = 'catalog.schema.json';
export const MAPPING_PREFIX: Prefix = 'catalog/';
/** The key of the mapping. */
export const MAPPING_KEY = `${MAPPING_PREFIX}${MAPPING_FILE}`;

/** The kind of a key: of the longest prefix, so that a catalog that replaces is not taken for another. */
export function kindOfKey(key: string): Kind | undefined {
  return kinds.find(({ prefix }) => key.startsWith(prefix));
}

/** The kind of a prefix. */
export function kindOf(prefix: Prefix): Kind {
  return kinds.find((one) => one.prefix === prefix)!;
}

/** Whether a key is that of a catalog, whose columns a mapping can mend. */
export function isCatalogKey(key: string): boolean {
  return key !== MAPPING_KEY && /^(replace(-forced)?\/)?catalog\//.test(key);
}

/** The name of a file in its prefix. */
export function nameOfKey(key: string): string {
  const kind = kindOfKey(key);
  return kind === undefined ? key : key.slice(kind.prefix.length);
}
