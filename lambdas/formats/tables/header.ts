/** The columns of a table, and what its header left open. */
interface NamedColumns {
  /** By the place of the cell; undefined for a column without a name, which is left out. */
  readonly names: readonly (string | undefined)[];
  readonly notes: readonly string[];
}

/**
 * Names the columns as the header writes them. A second column of one name gets a number: `title (2)`. A column without a
 * name is left out.
 * @param body The first rows, which show if the header lacks the name of an index column.
 */
export function nameColumns(header: readonly string[], body: readonly (readonly string[])[]): NamedColumns {
  const cells = hasIndexWithoutName(header, body) ? ['', ...header] : header;
  const notes: string[] = [];
  const seen = new Set<string>();
  const names = cells.map((cell, i) => {
    const name = cell.trim();
    if (name === '') {
      const example = body.find((row) => (row[i] ?? '') !== '')?.[i];
      if (example !== undefined)
        notes.push(
          `column ${i + 1} has no name and is left out, with values such as ${JSON.stringify(example.slice(0, 40))}`,
        );
      return undefined;
    }
    const unique = uniqueName(name, seen);
    seen.add(unique);
    if (unique !== name) notes.push(`column ${i + 1} has the name of one before it, and is read as "${unique}"`);
    return unique;
  });
  return { names, notes };
}

function uniqueName(name: string, seen: ReadonlySet<string>): string {
  let unique = name;
  for (let times = 2; seen.has(unique); times++) unique = `${name} (${times})`;
  return unique;
}

/** At least this share of the rows must begin with an index. */
const MIN_INDEXED_SHARE = 0.9;

/** Some programs write the numbers of the rows before the first column, without a name in the header. */
function hasIndexWithoutName(header: readonly string[], body: readonly (readonly string[])[]): boolean {
  let [indexed, before] = [0, -1];
  for (const row of body) {
    const index = /^\d+$/.test(row[0] ?? '') ? Number(row[0]) : -1;
    if (index > before && row.length === header.length + 1 && row.at(-1) !== '') {
      indexed += 1;
      before = index;
    }
  }
  return indexed > 0 && indexed >= body.length * MIN_INDEXED_SHARE;
}
