import { HttpProblem } from './problems.ts';
import { allowedMethods } from './routes.ts';

/** Why no route takes a request: there is no such path, or the path takes other methods. */
export function unrouted(method: string, path: string): HttpProblem {
  const allowed = allowedMethods(path);
  const shown = path.slice(0, 300);
  if (allowed.length === 0 || allowed.includes(method)) {
    return new HttpProblem('route-not-found', `there is no route for ${method} ${shown}`);
  }
  const allow = allowed.join(', ');
  return new HttpProblem('method-not-allowed', `${shown} takes ${allow}, not ${method}`, { headers: { allow } });
}
