/** Which part of a listing is wanted. */
export interface PageRequest {
  /** 1 to 100. */
  readonly limit: number;
  /** The cursor of the page before; absent for the first page. */
  readonly cursor?: string;
}

/** One page of a listing; `cursor` is absent on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor?: string;
}
