import type { CorsRule } from '../template/stack-model.ts';

/** What a browser says about the page that sends a request. */
export interface CorsQuestion {
  readonly origin: string;
  /** Of the request; for a preflight, of the request that will follow. */
  readonly method: string;
  /** The headers that a preflight asks for, in lower case. @default none */
  readonly headers?: readonly string[];
}

/** The headers of an answer to a page, by the first rule that allows the request; undefined if none does. */
export function corsHeaders(
  rules: readonly CorsRule[],
  { origin, method, headers = [] }: CorsQuestion,
): Record<string, string> | undefined {
  const rule = rules.find(
    ({ AllowedOrigins, AllowedMethods, AllowedHeaders = [] }) =>
      AllowedOrigins.some((pattern) => matches(pattern, origin)) &&
      AllowedMethods.includes(method) &&
      headers.every((name) => AllowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name))),
  );
  if (rule === undefined) return undefined;
  const { AllowedMethods, ExposedHeaders, MaxAge } = rule;
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': AllowedMethods.join(', '),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    ...(headers.length > 0 && { 'access-control-allow-headers': headers.join(', ') }),
    ...(ExposedHeaders && { 'access-control-expose-headers': ExposedHeaders.join(', ') }),
    ...(MaxAge !== undefined && { 'access-control-max-age': String(MaxAge) }),
  };
}

/** A pattern has at most one `*`, which stands for any text. */
function matches(pattern: string, text: string): boolean {
  const [start, end] = pattern.split('*', 2) as [string, string?];
  if (end === undefined) return text === pattern;
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}
