/** A table whose first column is words and whose others are numbers. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line), ''];
}

/** Words of others (names of slices and categories) as words: nothing in them is a mark of Markdown or HTML, nor ends the line. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|&~]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** Plain JSON for people who want all of it. */
export function renderJson(value: unknown): string[] {
  return ['```json', JSON.stringify(value, null, 2), '```', ''];
}
