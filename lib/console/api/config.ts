/** What the page knows of its deployment. The service writes it into the page; the API is at the page's own origin. */
export interface ConsoleConfig {
  /** How calls of the API are authorized: not at all, by a JWT, or by signatures with IAM credentials. */
  readonly authorization: 'none' | 'jwt' | 'iam';
  /** The AWS region that signatures are made for; empty on a developer's machine. */
  readonly region: string;
}

/** Reads the configuration of the page. @throws Error if the page has none */
export function readConfig(page: Document): ConsoleConfig {
  const text = page.getElementById('config')?.textContent;
  if (!text) throw new Error('The page has no configuration. Load it from the Kindred service, not from a file.');
  return JSON.parse(text) as ConsoleConfig;
}
