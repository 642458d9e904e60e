/** Renders a table whose first column is text and whose other columns are right-aligned; nothing without rows. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line), ''];
}

/**
 * Escapes text from outside (names of slices and categories): no character acts as Markdown or HTML, or ends the line.
 */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|&~]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** Renders a value as a block of indented JSON. */
export function renderJson(value: unknown): string[] {
  return ['```json', JSON.stringify(value, null, 2), '```', ''];
}
