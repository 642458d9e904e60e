/**
 * The newest upload that replaces the catalog. What was written before it, and what it lacks, leaves; an older upload
 * whose event comes late must not bring that back.
 */
export interface CatalogFloor {
  /** The revision below which products leave; undefined if no upload has replaced the catalog. */
  read(): Promise<string | undefined>;
  /** Raises the floor. A higher one stays. */
  raise(revision: string): Promise<void>;
}
