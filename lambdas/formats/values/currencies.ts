/** The mark between whole numbers and fractions. */
export type DecimalMark = '.' | ',';

/** The signs and short forms of currencies by ISO 4217 code, in small letters without spaces and dots. */
const SIGNS: Readonly<Record<string, string>> = {
  ...{ USD: '$ us$', CAD: 'c$ ca$', AUD: 'a$ au$', NZD: 'nz$', HKD: 'hk$', SGD: 's$', TWD: 'nt$', MXN: 'mx$' },
  ...{
    EUR: '€ euro euros',
    GBP: '£ gb£ uk£',
    DKK: 'dkr',
    NOK: 'nkr',
    JPY: '¥ jp¥ 円',
    CNY: '元 cn¥',
    INR: '₹ rs',
    KRW: '₩ 원',
    BRL: 'r$ br$',
  },
  ...{ CHF: 'fr sfr', SEK: 'kr', PLN: 'zł zl', CZK: 'kč kc', HUF: 'ft', RON: 'lei', BGN: 'лв', UAH: '₴ грн' },
  ...{ RUB: '₽ руб', TRY: '₺ tl', ILS: '₪', THB: '฿', VND: '₫ đ', PHP: '₱', NGN: '₦', IDR: 'rp', MYR: 'rm', ZAR: 'r' },
};
const codesOfSigns = new Map(
  Object.entries(SIGNS).flatMap(([code, signs]) => signs.split(' ').map((sign) => [sign, code] as const)),
);

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
  // French writes the country after the sign: `$US`.
  const plain = text.replace(/[\s.]/g, '').replace(/^([$£¥])(\p{L}+)$/u, '$2$1');
  const code = plain.toUpperCase();
  return isoCodes.has(code) ? code : codesOfSigns.get(plain.toLowerCase());
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
