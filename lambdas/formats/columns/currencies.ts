/** The mark between whole numbers and fractions. */
export type DecimalMark = '.' | ',';

/** Signs and short forms of currencies, in small letters without spaces and dots, with their ISO 4217 code. */
const SIGNS: Readonly<Record<string, string>> = {
  ...{ $: 'USD', us$: 'USD', c$: 'CAD', ca$: 'CAD', a$: 'AUD', au$: 'AUD', nz$: 'NZD', hk$: 'HKD', s$: 'SGD' },
  ...{ nt$: 'TWD', mx$: 'MXN', r$: 'BRL', '€': 'EUR', euro: 'EUR', euros: 'EUR', '£': 'GBP', '¥': 'JPY', 円: 'JPY' },
  ...{ 元: 'CNY', '₹': 'INR', rs: 'INR', '₩': 'KRW', 원: 'KRW', '₺': 'TRY', tl: 'TRY', '₽': 'RUB', руб: 'RUB' },
  ...{ zł: 'PLN', zl: 'PLN', kč: 'CZK', kc: 'CZK', kr: 'SEK', ft: 'HUF', lei: 'RON', лв: 'BGN', '₴': 'UAH' },
  ...{ грн: 'UAH', fr: 'CHF', sfr: 'CHF', '₪': 'ILS', '฿': 'THB', '₫': 'VND', đ: 'VND', '₱': 'PHP', '₦': 'NGN' },
  ...{ rp: 'IDR', rm: 'MYR', r: 'ZAR', 'د.إ': 'AED' },
};

/** Currencies whose countries write a comma before the fraction. Others write a point. */
const COMMA = new Set(
  (
    'ALL AMD ARS AZN BAM BGN BOB BRL BYN CLP COP CRC CZK DKK EUR GEL HRK HUF IDR ISK KGS KZT MDL MKD NOK ' +
    'PLN PYG RON RSD RUB SEK TRY UAH UYU UZS VES VND XAF XOF'
  ).split(' '),
);
/** Currencies without a usual mark: both are common where they are used. */
const EITHER = new Set(['DZD', 'MAD', 'TND']);
/** Currencies with three digits in the fraction. */
const THREE_DIGITS = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

/** Codes that names of columns end in. Of all codes, some are words: `top`, `all`, `cup`. */
const NAMED = new Set('eur usd gbp chf sek nok dkk pln czk cad aud nzd jpy inr brl mxn huf ron bgn zar'.split(' '));

const isoCodes = new Set(Intl.supportedValuesOf('currency'));

/** The ISO 4217 code of a sign, a short form or a code in any case: `€`, `US $`, `kr.`, `eur`. Undefined for others. */
export function findCurrency(text: string): string | undefined {
  const plain = text.replace(/[\s.]/g, '');
  const code = plain.toUpperCase();
  return isoCodes.has(code) ? code : SIGNS[plain.toLowerCase()];
}

/** The usual decimal mark of a currency, if there is one. */
export function decimalMarkOf(currency: string): DecimalMark | undefined {
  if (EITHER.has(currency)) return undefined;
  return COMMA.has(currency) ? ',' : '.';
}

/** Whether amounts of the currency have three digits after the mark. */
export function hasThreeDigits(currency: string): boolean {
  return THREE_DIGITS.has(currency);
}

/** Whether a text is the code of a currency that names of columns end in: `price_eur`. In small letters. */
export function isCurrencyName(code: string): boolean {
  return NAMED.has(code);
}
