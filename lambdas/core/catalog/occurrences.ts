/** Pairs and groups of products, named by their rows; rows past the catalog are not counted. */
export interface Occurrences {
  readonly pairs: readonly { readonly anchor: number; readonly positive: number }[];
  readonly groups: readonly { readonly items: Int32Array; readonly kind: 'basket' | 'session' }[];
}
