/** A unit of measure: the name that all its spellings share, and how many of it one is. */
export interface SizeUnit {
  readonly name: string;
  readonly factor: number;
}

/**
 * Spellings of units, by name and factor. Units of one metric system become the smallest one of the list, so that
 * `1 l` is `1000 ml`. Inches and centimetres stay apart: shops round what they convert.
 */
const SPELLINGS: readonly (readonly [name: string, factor: number, spellings: string])[] = [
  ['in', 1, "in|inch|inches|\"|”|″|′′|''"],
  ['ft', 1, 'ft|foot|feet'],
  ['yd', 1, 'yd|yds|yard|yards'],
  ['mm', 1, 'mm|millimeter|millimeters|millimetre|millimetres'],
  ['mm', 10, 'cm|centimeter|centimeters|centimetre|centimetres'],
  ['mm', 1000, 'm|meter|meters|metre|metres'],
  ['floz', 1, 'fl oz|fl. oz|floz|fluid ounce|fluid ounces'],
  ['oz', 1, 'oz|ounce|ounces'],
  ['lb', 1, 'lb|lbs|pound|pounds'],
  ['gal', 1, 'gal|gallon|gallons'],
  ['qt', 1, 'qt|quart|quarts'],
  ['g', 0.001, 'mg'],
  ['g', 1, 'g|gr|gram|grams|gramm'],
  ['g', 1000, 'kg|kilo|kilos|kilogram|kilograms'],
  ['ml', 1, 'ml|milliliter|milliliters|millilitre|millilitres'],
  ['ml', 10, 'cl'],
  ['ml', 1000, 'l|liter|liters|litre|litres'],
  ['w', 1, 'w|watt|watts'],
  ['w', 1000, 'kw|kilowatt|kilowatts'],
  ['v', 1, 'v|volt|volts'],
  ['a', 1, 'amp|amps'],
  ['mah', 1, 'mah'],
  ['hz', 1, 'hz'],
  ['hz', 1000, 'khz'],
  ['mhz', 1, 'mhz'],
  ['mhz', 1000, 'ghz'],
  ['kb', 1, 'kb'],
  ['mb', 1, 'mb|megabyte|megabytes'],
  ['gb', 1, 'gb|gig|gigabyte|gigabytes'],
  ['tb', 1, 'tb|terabyte|terabytes'],
  ['mp', 1, 'mp|megapixel|megapixels|mega pixel|mega pixels'],
  ['mbps', 1, 'mbps'],
  ['dpi', 1, 'dpi'],
  ['rpm', 1, 'rpm'],
  ['pcs', 1, 'pack|packs|pk|pc|pcs|piece|pieces|count|ct'],
  ['%', 1, '%'],
  ['x', 1, 'x'],
];

const units = new Map(
  SPELLINGS.flatMap(([name, factor, spellings]) => spellings.split('|').map((one) => [one, { name, factor }] as const)),
);

/** A pattern of all spellings, longer ones first. */
export const UNIT_PATTERN = [...units.keys()]
  .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  .map((one) => one.replace('.', '\\.'))
  .join('|');

/** The unit of a spelling in small letters. */
export function findSizeUnit(spelling: string): SizeUnit | undefined {
  return units.get(spelling);
}
