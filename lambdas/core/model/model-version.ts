/** The name of a model version: `m-` and the first 16 hex digits of the SHA-256 of its weights. Same bytes, same version. */
export function nameModelVersion(weightsSha256Hex: string): string {
  return `m-${weightsSha256Hex.slice(0, 16)}`;
}
