import { readJsonList } from '../../columns/column-values.ts';
import { tryJson } from '../../files/json-lines.ts';
import { splitList } from './cell-values.ts';
import { textOf } from './nested-values.ts';
import { listReferences, readQuantity } from './order-cells.ts';
import { isNoProduct } from './order-status.ts';
import type { OrderLine, ReferenceKind } from './shop-order.ts';

/** What the parts of a described product mean. */
const PART_KINDS: readonly { readonly kind: ReferenceKind | 'quantity'; readonly name: RegExp }[] = [
  { kind: 'product-id', name: /^(?:(?:product|item)[ _]?)id$/i },
  { kind: 'sku', name: /^(?:(?:product|item)[ _])?sku$/i },
  { kind: 'variant-id', name: /^(?:variation|variant)[ _]id$/i },
  { kind: 'title', name: /^(?:(?:product|item)[ _])?(?:name|title)$/i },
  { kind: 'quantity', name: /^(?:(?:product|item)[ _])?(?:quantity|qty)$/i },
];

/** BigCommerce: `Product ID: 77, Product Qty: 1, Product SKU: A-1, Product Name: Lamp|Product ID: 78, ...`. */
const BIGCOMMERCE_LINE = /[|;](?=\s*Product ID:)/;
const BIGCOMMERCE_PART = /(Product [A-Za-z ]+): (.*?)(?=, Product [A-Za-z ]+:|$)/gs;
/** Plugins of WooCommerce: `name:Beanie|product_id:10|sku:B-1|quantity:2;name:...`. */
const WOOCOMMERCE_LINE = /;(?=\s*(?:id|name|item_id|product_id|sku):)/;
const WOOCOMMERCE_PART = /(?:^|\|)\s*([a-z_]+):([^|]*)/g;
/** WooCommerce Analytics: `2× Beanie, 1× Cap`. */
const COUNTED_LINE = /,\s*(?=\d+\s*[×x]\s)/;
const COUNT_FIRST = /^(\d+)\s*[×x*]\s+(.+)$/;
const COUNT_LAST = /^(.+?)\s*(?:[×x*]\s*(\d+)|\((\d+)\))$/;
const LIST = /^\s*\[.*\]\s*$/s;
const SEPARATORS = ['\n', ';', '|', ','];

/**
 * The lines of an order that stand in one cell: descriptions as BigCommerce and plugins of WooCommerce write them,
 * `2× Beanie, 1× Cap`, a list in brackets, or a plain list of ids between line breaks, semicolons, bars or commas.
 */
export function parseLineCell(text: string): OrderLine[] {
  if (LIST.test(text)) return parseList(text);
  if (/^\s*Product ID:/.test(text))
    return text.split(BIGCOMMERCE_LINE).map((line) => readParts(partsOf(line, BIGCOMMERCE_PART)));
  if (/(?:^|\|)\s*(?:name|product_id|sku):/.test(text))
    return text.split(WOOCOMMERCE_LINE).map((line) => readParts(partsOf(line, WOOCOMMERCE_PART)));
  if (COUNT_FIRST.test(text.trim())) return text.split(COUNTED_LINE).map(readCounted);
  const separator = SEPARATORS.find((one) => text.includes(one)) ?? '\n';
  return splitList(text, separator).map(readCounted);
}

/** A list of ids or of lines, as JSON or as Python writes it: `['p1', 'p2']`. */
function parseList(text: string): OrderLine[] {
  const list = readJsonList(text) ?? tryJson(text);
  if (!Array.isArray(list)) return splitList(text.trim().slice(1, -1), ',').map(readCounted);
  return list.flatMap((one) => {
    if (typeof one !== 'object' || one === null) return textOf(one) === undefined ? [] : [readCounted(String(one))];
    return [readParts(Object.entries(one).map(([name, value]) => [name, textOf(value) ?? ''] as const))];
  });
}

function partsOf(line: string, pattern: RegExp): (readonly [name: string, value: string])[] {
  return [...line.matchAll(pattern)].map(([, name, value]) => [name!, value!] as const);
}

function readParts(parts: readonly (readonly [name: string, value: string])[]): OrderLine {
  const named = parts.flatMap(([name, value]) => {
    const kind = PART_KINDS.find((one) => one.name.test(name.trim()))?.kind;
    return kind === undefined ? [] : [[kind, value.trim()] as const];
  });
  const quantity = named.find(([kind]) => kind === 'quantity')?.[1];
  const references = listReferences(
    PART_KINDS.flatMap(({ kind }) =>
      kind === 'quantity' ? [] : [[kind, named.find((one) => one[0] === kind)?.[1]] as const],
    ),
  );
  return buildLine(references, readQuantity(quantity));
}

/** `2 × p1`, `p1 x2`, `p1 (2)` or `p1`. */
function readCounted(text: string): OrderLine {
  const first = COUNT_FIRST.exec(text.trim());
  const last = first === null ? COUNT_LAST.exec(text.trim()) : null;
  const value = first?.[2] ?? last?.[1] ?? text;
  const references = listReferences([
    ['product-id', value],
    ['title', value],
  ]);
  return buildLine(references, Number(first?.[1] ?? last?.[2] ?? last?.[3] ?? 1));
}

function buildLine(references: OrderLine['references'], quantity: number): OrderLine {
  const title = references.find(({ kind }) => kind === 'title')?.value;
  return { references, quantity, notBought: isNoProduct(title) ? 'not-a-product' : undefined };
}
