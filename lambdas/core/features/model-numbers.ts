import { isSize } from './sizes.ts';

/** Letters and digits that signs join: `DCS-1100`, `MB943Z/A`. */
const JOINED = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[-/][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu;
const SIGN = /[-/]/;
const LETTER = /\p{L}/u;
const DIGIT = /\p{N}/u;
/** Shorter ones, such as `b2`, are seldom names of products. */
const MIN_LENGTH = 4;

/**
 * The model numbers in a text: words of letters and digits, with their signs left out, so that `DCS-1100`, `DCS1100` and
 * `dcs/1100` are one. A part that is a model number alone counts too, because shops add endings: `MB943Z/A` also gives
 * `mb943z`. Sizes are none.
 * @param folded A text as `foldWritten` gives it.
 */
export function readModelNumbers(folded: string): string[] {
  if (!DIGIT.test(folded)) return [];
  return (folded.match(JOINED) ?? []).flatMap((written) => {
    if (!hasForm(written) || isSize(written)) return [];
    const parts = written.split(SIGN);
    return parts.length === 1 ? parts : [parts.join(''), ...parts.filter(hasForm)];
  });
}

function hasForm(text: string): boolean {
  return text.replace(/[-/]/g, '').length >= MIN_LENGTH && LETTER.test(text) && DIGIT.test(text);
}
