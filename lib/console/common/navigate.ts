import { hrefOf } from './route.ts';

type Query = Parameters<typeof hrefOf>[1];

/** Goes to a view; the reader can go back. */
export function goTo(view: string, query?: Query): void {
  location.hash = hrefOf(view, query);
}
