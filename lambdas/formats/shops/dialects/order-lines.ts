import { type Cells, column } from '../common/cells.ts';
import { hasAny, hasColumn, type OrderDialect } from '../common/dialect.ts';
import { listReferences, TimeReader } from '../common/order-cells.ts';
import { isNoProduct, readStatus } from '../common/order-status.ts';
import type { OrderLine } from '../common/shop-order.ts';

/**
 * A row for each line of an order, as databases and most shop systems export it. The names are English, German, French,
 * Spanish, Italian, Portuguese, Dutch, Nordic and Polish.
 */
/** Also read by the dialect of orders whose products are in one cell. */
export const orderColumns = {
  order: column(
    'order',
    ...['order_id', 'Order number', 'Order No', 'Order Nr', 'Order #', 'Order name', 'Order reference', 'Order ref'],
    ...['Order', 'orders_id', 'Sales order', 'increment_id', 'amazon-order-id', 'Invoice number', 'InvoiceNo'],
    ...['Invoice ID', 'Invoice', 'Invoice #', 'Transaction ID', 'Transaction number', 'Transaction', 'Receipt number'],
    ...['Receipt ID', 'Receipt No', 'Receipt', 'Basket ID', 'Basket', 'Cart ID', 'Cart', 'Ticket', 'Ticket number'],
    ...['Bill number', 'Bill No', 'Sale ID', 'Purchase ID', 'Checkout ID', 'Bestellnummer', 'Bestellnr', 'Bestellung'],
    ...['Bestell-ID', 'Auftragsnummer', 'Auftragsnr', 'Auftrag', 'Rechnungsnummer', 'Rechnungsnr', 'Rechnung'],
    ...['Belegnummer', 'Belegnr', 'Bonnummer', 'Vorgangsnummer', 'Numéro de commande', 'N° de commande', 'Commande'],
    ...['ID commande', 'Numéro de facture', 'Facture', 'Número de pedido', 'N.º de pedido', 'Pedido', 'ID pedido'],
    ...['Número de factura', 'Factura', 'Numero ordine', 'ID ordine', 'Ordine', 'Bestelnummer', 'Ordernummer'],
    ...['Ordrenummer', 'Ordrenr', 'Ordernr', 'Número do pedido', 'Nr zamówienia', 'Numer zamówienia', 'Zamówienie'],
  ),
  session: column('session', 'session_id', 'Session', 'visit_id', 'Visit', 'ga_session_id'),
  productId: column(
    'items',
    ...['product_id', 'item_id', 'article_id', 'products_id', 'Product', 'Item', 'Article', 'item_product_id', 'asin'],
    ...['Line item product ID', 'Product handle', 'Handle', 'id_product', 'Produkt-ID', 'Artikel-ID', 'Produkt'],
    ...['Artikel', 'ID produit', 'Produit', 'ID producto', 'Producto', 'ID prodotto', 'Prodotto', 'ID do produto'],
    ...['Produto', 'Produkt ID', 'Vare', 'Vara', 'movie_id', 'book_id'],
  ),
  sku: column(
    'items',
    ...['sku', 'Item SKU', 'Product SKU', 'Variant SKU', 'Line item SKU', 'SKU code', 'Seller SKU', 'StockCode'],
    ...['Product code', 'Item code', 'Article number', 'Article No', 'Product number', 'Product No', 'Item number'],
    ...['Item No', 'Material', 'Material number', 'Part number', 'Product reference', 'Reference', 'Artikelnummer'],
    ...['Artikelnr', 'Artikel-Nr.', 'Art.-Nr.', 'Produktnummer', 'UGS', 'Référence', 'Référence produit', 'Réf'],
    ...[
      'Referencia',
      'Código',
      'Código de producto',
      'Codice',
      'Codice articolo',
      'Artikelcode',
      'Varenummer',
      'Varenr',
    ],
    ...['Kod produktu', 'Indeks'],
  ),
  variantId: column('items', 'variant_id', 'variation_id', 'item_variation_id', 'product_variant_id'),
  barcode: column('items', 'gtin', 'ean', 'ean13', 'upc', 'barcode', 'isbn'),
  productName: column(
    'items',
    ...['Product name', 'Item name', 'Product title', 'Item title', 'Article name', 'Line item name'],
    ...['Artikelbezeichnung', 'Artikelname', 'Produktname', 'Produktbezeichnung', 'Nom du produit'],
    ...['Nombre del producto', 'Nome prodotto', 'Productnaam', 'Varenavn', 'Produktnamn', 'Nome do produto'],
    ...['Nazwa produktu'],
  ),
  title: column(
    'items',
    ...['Title', 'Name', 'Description', 'Bezeichnung', 'Désignation', 'Libellé', 'Nombre', 'Nom', 'Nome', 'Naam'],
    ...['Descripción', 'Descrizione', 'Omschrijving'],
  ),
  quantity: column(
    'quantities',
    ...[
      'Quantity (- Refund)',
      'Quantity',
      'Qty',
      'Qty ordered',
      'Quantity ordered',
      'Quantity purchased',
      'Item quantity',
    ],
    ...[
      'Product quantity',
      'Product Qty',
      'Item Qty',
      'Line item quantity',
      'Units',
      'Units sold',
      'Count',
      'Pieces',
      'Menge',
      'Anzahl',
      'Stück',
    ],
    ...['Quantité', 'Qté', 'Cantidad', 'Cant', 'Quantità', 'Qtà', 'Aantal', 'Antal', 'Antall', 'Quantidade', 'Ilość'],
  ),
  returned: column(
    'what was returned',
    ...['qty_refunded', 'Refunded quantity', 'Refunded qty', 'Returned quantity', 'Quantity returned'],
    ...['Quantity refunded', 'Qty returned', 'Retourenmenge'],
  ),
  cancelled: column(
    'what was cancelled',
    ...['qty_canceled', 'Qty cancelled', 'Cancelled quantity', 'Canceled quantity', 'Quantity cancelled'],
    ...['Quantity canceled', 'Stornomenge'],
  ),
  at: column(
    'at',
    ...[
      'created_at',
      'ordered_at',
      'purchased_at',
      'sold_at',
      'ordered_on',
      'purchased_on',
      'Order date',
      'Order time',
      'Order datetime',
      'Order created',
    ],
    ...[
      'Purchase date',
      'purchase-date',
      'Invoice date',
      'Transaction date',
      'Date created',
      'Date ordered',
      'Sale date',
    ],
    ...['Order created at', 'Paid at', 'Date paid', 'timestamp', 'event_time', 'event_timestamp', 'datetime', 'time'],
    ...['date', 'at', 'date_created', 'date_add', 'Bestelldatum', 'Auftragsdatum', 'Rechnungsdatum', 'Belegdatum'],
    ...['Kaufdatum', 'Datum', 'Zeit', 'Zeitpunkt', 'Date de commande', 'Date de facture', 'Fecha de pedido', 'Fecha'],
    ...['Data ordine', 'Data', 'Besteldatum', 'Ordredato', 'Orderdatum', 'Data do pedido', 'Data zamówienia', 'ts'],
    ...['Uhrzeit', 'Heure', 'Hora', 'Ora', 'Tijd', 'Tid', 'Godzina'],
  ),
  status: column(
    'whether the order counts',
    ...['Order status', 'Status', 'Financial status', 'Order state', 'State', 'order-status', 'Payment status'],
    ...['Bestellstatus', 'Auftragsstatus', 'Statut', 'État de la commande', 'Estado', 'Stato', 'Statut de la commande'],
    ...['Estado del pedido', 'Stato ordine', 'Ordrestatus', 'Orderstatus'],
  ),
  cancelledAt: column('whether the order counts', 'Cancelled at', 'canceled_at', 'Cancellation date', 'Date cancelled'),
  type: column('whether the line counts', 'Line type', 'order_item_type', 'Transaction type', 'Record type', 'Type'),
} as const;

/** Columns of the orders of Magento, whose export of products has SKUs and no ids. */
const MAGENTO = ['increment_id', 'qty_ordered', 'base_row_total', 'qty_invoiced'];
/** Words for lines that take back what other lines bought. */
const RETURN =
  /^(?:return|returned|refund|refunded|credit|credit ?(?:note|memo)|retoure|gutschrift|shop_order_refund)$/i;
/** Words for lines that are no products: what WooCommerce calls order items. */
const EXTRA_TYPE = /^(?:shipping|fee|tax|coupon|discount|tip|gift_?card)$/i;
/** Invoices of cancellations, in files whose other invoices are plain numbers. */
const CANCELLATION = /^C\d+$/i;

export const orderLines: OrderDialect = {
  name: 'order-lines',
  title: 'Any table with a row for each line of an order',
  reads: 'orders',
  recognizes: (shape) => {
    const hasOrder = hasColumn(shape, orderColumns.order) || hasColumn(shape, orderColumns.session);
    const namesProduct = [
      orderColumns.productId,
      orderColumns.sku,
      orderColumns.variantId,
      orderColumns.barcode,
      orderColumns.productName,
    ].some((one) => hasColumn(shape, one));
    // A catalog may have a column `order` for the place of a product in lists.
    const isCatalog = hasAny(shape, 'Description', 'Brand', 'Category') && hasAny(shape, 'Title', 'Name');
    return (
      hasOrder &&
      namesProduct &&
      (!isCatalog || hasColumn(shape, orderColumns.quantity) || hasColumn(shape, orderColumns.at))
    );
  },
  columns: orderColumns,
  withoutOrder: 'the row has no number of an order',
  startReading: (shape) => {
    const kind = hasColumn(shape, orderColumns.order) ? 'basket' : 'session';
    const times = new TimeReader();
    const hasIds = !hasAny(shape, ...MAGENTO) || !hasColumn(shape, orderColumns.sku);
    let hasPlainNumbers = false;
    return {
      readEntry: (cells) => {
        const order = cells.text(kind === 'basket' ? orderColumns.order : orderColumns.session);
        if (order === undefined) return undefined;
        hasPlainNumbers ||= /^\d+$/.test(order);
        const isCancelled =
          cells.text(orderColumns.cancelledAt) !== undefined || (hasPlainNumbers && CANCELLATION.test(order));
        return {
          order,
          kind,
          at: times.read(cells, orderColumns.at),
          notBought: isCancelled ? 'cancelled' : readStatus(cells.text(orderColumns.status)),
          lines: readLines(cells, hasIds),
        };
      },
    };
  },
};

/**
 * The line of a row; none if the row names no product.
 * @param hasIds Whether the number of a product names it before its SKU does.
 */
function readLines(cells: Cells, hasIds: boolean): OrderLine[] {
  const title = cells.text(orderColumns.productName) ?? cells.text(orderColumns.title);
  const id = ['product-id', cells.text(orderColumns.productId)] as const;
  const sku = ['sku', cells.text(orderColumns.sku)] as const;
  const references = listReferences([
    ...(hasIds ? [id, sku] : [sku, id]),
    ['variant-id', cells.text(orderColumns.variantId)],
    ['barcode', cells.text(orderColumns.barcode)],
    // Tills have the name of a product under `Item`.
    ['title', title ?? id[1]],
  ]);
  if (references.length === 0) return [];
  const type = cells.text(orderColumns.type) ?? '';
  const quantity = cells.amount(orderColumns.quantity) ?? 1;
  const takenOff = [orderColumns.returned, orderColumns.cancelled]
    .map((one) => Math.abs(cells.amount(one) ?? 0))
    .reduce((sum, one) => sum + one);
  const isNone = EXTRA_TYPE.test(type) || isNoProduct(title) || references.some(({ value }) => isNoProduct(value));
  return [
    {
      references,
      quantity: RETURN.test(type) ? -Math.abs(quantity) : quantity - takenOff,
      notBought: isNone ? 'not-a-product' : undefined,
    },
  ];
}
