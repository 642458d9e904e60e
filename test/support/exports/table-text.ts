/** A table as CSV writes it: cells with the separator, a quote or a line break are quoted. */
export function csvText(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, string | number | undefined>>[],
  { separator = ',', lineEnd = '\n' } = {},
): string {
  const cell = (value: string | number | undefined): string => {
    const text = String(value ?? '');
    return new RegExp(`["\r\n${separator}]`).test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [columns.map(cell), ...rows.map((row) => columns.map((name) => cell(row[name])))];
  return lines.map((line) => line.join(separator) + lineEnd).join('');
}

/** A text as XML writes it. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
