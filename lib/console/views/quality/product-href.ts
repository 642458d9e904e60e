import { hrefOf } from '../../common/route.ts';

/** Whose neighbours Explore shows. */
export interface Explored {
  /** The version of the card. */
  readonly version: string;
  /** The live version, if it is known. */
  readonly live: string | undefined;
}

/** The address of a product in Explore. A version that is not live is compared with the live one there. */
export function exploreHref(id: string, { version, live }: Explored): string {
  return hrefOf('explore', { like: id, ...(version !== live && live !== undefined && { compare: version }) });
}
