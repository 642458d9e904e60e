/** Control characters of a catalog must neither break a line or a table nor reach the terminal: they become spaces. */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
