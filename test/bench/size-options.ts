import type { BenchmarkContext } from './benchmark.ts';

/** Options of `npm run bench` that set the size of the benchmarks which have any size. */
export const SIZE_OPTIONS = {
  products: { type: 'string' },
  'write-units': { type: 'string' },
  requests: { type: 'string' },
} as const;

type SizeValues = { readonly [name in keyof typeof SIZE_OPTIONS]?: string | undefined };

/** The sizes that were given. @throws RangeError for one that is no whole number above 0 */
export function sizesOf(values: SizeValues): Pick<BenchmarkContext, 'products' | 'writeUnits' | 'requests'> {
  const [products, writeUnits] = [sizeOf('products', values), sizeOf('write-units', values)];
  return { products, writeUnits, requests: sizeOf('requests', values) };
}

/** The same options as arguments of another command. */
export function sizeArguments(values: SizeValues): string[] {
  const names = Object.keys(SIZE_OPTIONS) as (keyof typeof SIZE_OPTIONS)[];
  return names.flatMap((name) => (values[name] === undefined ? [] : [`--${name}`, values[name]]));
}

function sizeOf(name: keyof typeof SIZE_OPTIONS, values: SizeValues): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const size = Number(text);
  if (Number.isSafeInteger(size) && size > 0) return size;
  throw new RangeError(`bench: --${name} is ${text}, expected a whole number of at least 1`);
}
