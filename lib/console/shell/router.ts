import { signal } from '@preact/signals';
import { parseHash, type Route } from '../common/route.ts';

/** Where the reader is. It follows the address, also when the reader goes back. */
export const route = signal<Route>(parseHash(location.hash));

addEventListener('hashchange', () => {
  route.value = parseHash(location.hash);
});
