const integers = new Intl.NumberFormat('en');
const prices = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const decimals = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const times = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** A count: `3,201`. */
export function formatCount(count: number): string {
  return integers.format(count);
}

/** A price without its currency, which the catalog does not name. */
export function formatPrice(price: number): string {
  return prices.format(price);
}

/** A score or a metric with three digits after the point. */
export function formatScore(score: number): string {
  return score.toFixed(3);
}

/** A number with its sign: `+0.041`, `−0.012`. */
export function formatSigned(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}

/** A time of the API, in the reader's time zone: `Mar 4, 2026, 10:31 AM`. */
export function formatTime(time: string): string {
  return times.format(new Date(time));
}

/** A count with its noun: `1 product`, `3,201 products`. */
export function countOf(count: number, one: string, several = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : several}`;
}

const BYTE_UNITS = ['bytes', 'KiB', 'MiB', 'GiB'] as const;

/** A number of bytes: `512 bytes`, `1.4 MiB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${decimals.format(bytes / 1024 ** power)} ${BYTE_UNITS[power]}`;
}
