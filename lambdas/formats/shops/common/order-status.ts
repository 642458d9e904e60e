import type { NotBought } from '../../../core/catalog/reading-report.ts';
import { foldName } from './cells.ts';

/** Words of order states that mean that nothing was bought, in the languages of the common shop systems. */
const CANCELLED_WORDS = [
  ...['cancel', 'cancelled', 'canceled', 'cancellation', 'void', 'voided', 'refunded', 'fully refunded', 'refund'],
  ...['failed', 'failure', 'declined', 'denied', 'rejected', 'returned', 'chargeback', 'charged back', 'expired'],
  ...['abandoned', 'trash', 'deleted', 'draft', 'checkout draft', 'incomplete', 'reversed', 'payment error', 'fraud'],
  ...['suspected fraud', 'storniert', 'storno', 'abgebrochen', 'fehlgeschlagen', 'erstattet', 'zurückerstattet'],
  ...['rückerstattet', 'entwurf', 'annulée', 'annulé', 'remboursée', 'remboursé', 'échouée', 'échoué', 'brouillon'],
  ...['cancelado', 'cancelada', 'reembolsado', 'reembolsada', 'fallido', 'anulado', 'borrador', 'annullato'],
  ...['rimborsato', 'fallito', 'bozza', 'geannuleerd', 'terugbetaald', 'mislukt', 'concept', 'anulowane'],
  ...['zwrócone', 'nieudane', 'makulerad', 'annulleret', 'refunderet', 'avbruten', 'återbetald', 'malhou'],
  ...['malsucedido', 'erreur de paiement', 'error en pago', 'errore pagamento', 'zahlungsfehler'],
];
const TEST_WORDS = ['test', 'test order', 'testbestellung'];

const cancelled = new Set(CANCELLED_WORDS.map(foldName));
const tests = new Set(TEST_WORDS.map(foldName));

/** Why an order in this state does not count; undefined if it does. WooCommerce writes `wc-cancelled`. */
export function readStatus(text: string | undefined): NotBought | undefined {
  if (text === undefined) return undefined;
  const word = foldName(text.replace(/^wc-/i, ''));
  if (cancelled.has(word)) return 'cancelled';
  return tests.has(word) ? 'test-order' : undefined;
}

/** Lines of orders that are no products, as the shop systems and shops name them. */
const EXTRA = new RegExp(
  `^(?:${[
    'shipping( (fee|cost|costs|charge|protection|insurance))?|standard shipping|delivery( fee)?|postage|handling( fee)?',
    'p&p|package protection|route (package|shipping) protection|versand(kosten)?|porto|frais de (port|livraison)',
    'gastos de envío|spese di spedizione|verzendkosten|frakt|tips?|gratuity|donation|spende|discount|rabatt|coupon',
    'voucher|surcharge|service fee|fee|adjustment|manual|gift ?wrap(ping)?|geschenkverpackung|bank charges|amazon ?fee',
  ].join('|')})$`,
  'i',
);
const GIFT_CARD =
  /^(?:.* )?(?:e-?)?(?:gift ?(?:card|certificate|voucher)|geschenk(?:gutschein|karte)|(?:carte|chèque)[ -]cadeau|tarjeta (?:de )?regalo|(?:buono|carta) regalo|cadeau(?:bon|kaart)|presentkort|gavekort)s?(?: *[-–—(].*| +\D{0,3}[\d.,]+\D{0,4})?$/i;

/** Whether a line of this name is a fee, a tip, a gift card: bought along with anything, and like nothing. */
export function isNoProduct(name: string | undefined): boolean {
  return name !== undefined && (EXTRA.test(name.trim()) || GIFT_CARD.test(name.trim()));
}
