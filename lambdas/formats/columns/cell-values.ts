import { splitCategoryPath } from '../../core/catalog/category-paths.ts';
import type { IgnoredFields } from '../values/ignored-fields.ts';
import { readNumberShape } from '../values/number-shape.ts';
import { readNumber } from '../values/plain-values.ts';
import { readTime } from '../values/times.ts';
import type { CellFormat } from './column-types.ts';
import { isNoNumber, isNoValue, readJsonList, readJsonPaths } from './column-values.ts';

/** Without a mapping only columns of `true` and `false` hold flags. */
const TRUE = /^(?:true|yes|y|1)$/i;
const FALSE = /^(?:false|no|n|0)$/i;

/**
 * The value of a cell that is not empty, as JSON has it: texts as written, numbers, flags, lists.
 * @param field The field that the cell is for: a value that cannot be read is added to the ignored fields.
 * @returns undefined for an absent value.
 */
export function readCell(cell: string, format: CellFormat, field: string, ignored: IgnoredFields): unknown {
  if (isNoValue(cell)) return undefined;
  switch (format.type) {
    case 'number':
      return readNumberCell(cell, format, field, ignored);
    case 'flag':
      return TRUE.test(cell) || (FALSE.test(cell) ? false : ignored.add(field, 'wrong-type', cell));
    case 'list':
      return readList(cell, format.separator);
    case 'path':
      return readPaths(cell, format);
    case 'time':
      return readTime(cell, format.dayOrder) ?? ignored.add(field, 'not-a-time', cell);
    case 'ignore':
      return undefined;
    default:
      return cell;
  }
}

function readNumberCell(cell: string, { mark }: CellFormat, field: string, ignored: IgnoredFields): number | undefined {
  const shape = readNumberShape(cell);
  // With three digits after its point, what the point means is a matter of the column.
  if (shape !== undefined && shape.fraction !== 3) return readNumber(Number(cell), field, ignored);
  // A price that says `n/a` is counted; in other columns the report of the column says so.
  if (field !== 'price' && isNoNumber(cell)) return undefined;
  return readNumber(cell, field, ignored, mark);
}

function readList(cell: string, separator: string | undefined): readonly unknown[] {
  const list = cell.startsWith('[') ? readJsonList(cell) : undefined;
  if (list !== undefined) return list;
  const entries = separator === undefined ? [cell] : cell.split(separator);
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
}

/** A list of JSON means what it means in a file of JSON. */
function readPaths(cell: string, { steps, paths }: CellFormat): readonly unknown[] {
  const list = cell.startsWith('[') ? readJsonPaths(cell) : undefined;
  if (list !== undefined) return list;
  const split = (path: string) => (steps === undefined ? splitCategoryPath(path) : splitTrimmed(path, steps));
  if (paths === undefined || !cell.includes(paths)) return split(cell);
  return splitTrimmed(cell, paths).map(split);
}

function splitTrimmed(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
