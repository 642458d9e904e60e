import type { IgnoredField, NotBought } from '../../../core/catalog/reading-report.ts';
import type { GroupRow } from '../../../core/catalog/training-row.ts';

/** How a line of an order may name its product, the surest way first. */
export type ReferenceKind = 'sku' | 'variant-id' | 'product-id' | 'barcode' | 'title';

/** One name of a product in an order. */
export interface Reference {
  readonly kind: ReferenceKind;
  readonly value: string;
}

export interface OrderLine {
  /** Every way in which the line names its product, the preferred one first. */
  readonly references: readonly Reference[];
  /** Negative for a return. */
  readonly quantity: number;
  /** Set if the line does not count. */
  readonly notBought?: NotBought | undefined;
}

/** What one record of a file says of an order: one line of it, or all. */
export interface OrderEntry {
  /** The number or name of the order. */
  readonly order: string;
  /** RFC 3339. */
  readonly at?: string | undefined;
  /** Set if the whole order does not count. */
  readonly notBought?: NotBought | undefined;
  readonly kind: GroupRow['kind'];
  readonly lines: readonly OrderLine[];
  /** Values of the record that cannot be read. */
  readonly ignored?: readonly IgnoredField[] | undefined;
}
