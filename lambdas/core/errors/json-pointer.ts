/** The JSON Pointer (RFC 6901) of a path of field names and indices; the empty path gives '', the whole value. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
