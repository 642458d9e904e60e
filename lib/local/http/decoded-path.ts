/**
 * The path of a request as an HTTP API hands it over and matches it with its routes: decoded, and cut at a `?`, also at one
 * that was encoded. So an encoded slash separates segments.
 * @param target Path and query of the request, as they were sent.
 * @returns undefined if the path is not percent-encoded UTF-8
 */
export function decodePath(target: string): string | undefined {
  try {
    return decodeURIComponent(target.split('?')[0]!).split('?')[0];
  } catch {
    return undefined;
  }
}
