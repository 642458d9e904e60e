import type { RouteModel } from '../template/stack-model.ts';

/** The route of a request, and the values of its variables. */
export interface RouteMatch {
  readonly route: RouteModel;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface ParsedRoute {
  readonly route: RouteModel;
  readonly method: string;
  readonly segments: readonly string[];
}

/**
 * Matches routes as an HTTP API does: exact segments before variables, variables before greedy ones, then `$default`.
 */
export class RouteMatcher {
  readonly #routes: readonly ParsedRoute[];
  readonly #fallback: RouteModel | undefined;

  constructor(routes: readonly RouteModel[]) {
    this.#fallback = routes.find((route) => route.routeKey === '$default');
    this.#routes = routes
      .filter((route) => route.routeKey !== '$default')
      .map((route) => {
        const [method, path] = route.routeKey.split(' ') as [string, string];
        return { route, method, segments: path.split('/').slice(1) };
      })
      .sort((a, b) => order(a).localeCompare(order(b)));
  }

  /** @param path Decoded, see `decodePath`. */
  match(method: string, path: string): RouteMatch | undefined {
    const segments = path.split('/').slice(1);
    for (const one of this.#routes) {
      if (one.method !== 'ANY' && one.method !== method) continue;
      const pathParameters = parametersOf(one.segments, segments);
      if (pathParameters) return { route: one.route, pathParameters };
    }
    return this.#fallback && { route: this.#fallback, pathParameters: {} };
  }
}

/** Exact segments sort before variables, variables before greedy ones, a method before ANY. */
function order({ method, segments }: ParsedRoute): string {
  const ranks = segments.map((segment) => (segment.endsWith('+}') ? '2' : segment.startsWith('{') ? '1' : '0'));
  return `${ranks.join('')}${method === 'ANY' ? '1' : '0'}`;
}

function parametersOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    if (part.endsWith('+}')) {
      if (segments.length <= i) return undefined;
      parameters[part.slice(1, -2)] = segments.slice(i).join('/');
      return parameters;
    }
    const segment = segments[i];
    // Only the route `/` has an empty segment.
    if (segment === undefined || (segment === '' && part !== '')) return undefined;
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return segments.length === pattern.length ? parameters : undefined;
}
