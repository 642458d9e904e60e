import { Parser } from 'htmlparser2';

/** The names of record elements in feeds, the surest first: RSS, Atom, then those of other feeds. */
const RECORD_NAMES = ['item', 'entry', 'product', 'offer', 'shopitem', 'article', 'row', 'record', 'order'];
/**
 * The element that is a record: one of the usual names, or the one that is repeated most.
 * @param sample The beginning of an XML text.
 * @returns undefined if no element with children is repeated
 */
export function findRecordName(sample: string): string | undefined {
  const counts = countParents(sample);
  const usual = RECORD_NAMES.flatMap((name) => [...counts.keys()].filter((one) => one.toLowerCase() === name));
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return usual[0] ?? (most !== undefined && most[1] > 1 ? most[0] : undefined);
}

/** How often each element is there that has children. */
function countParents(sample: string): Map<string, number> {
  const counts = new Map<string, number>();
  const open: { readonly name: string; isCounted: boolean }[] = [];
  const parser = new Parser(
    {
      onopentag: (name) => {
        const parent = open.at(-1);
        if (parent?.isCounted === false) {
          parent.isCounted = true;
          counts.set(parent.name, (counts.get(parent.name) ?? 0) + 1);
        }
        open.push({ name, isCounted: false });
      },
      onclosetag: () => open.pop(),
    },
    { xmlMode: true },
  );
  parser.end(sample);
  return counts;
}
