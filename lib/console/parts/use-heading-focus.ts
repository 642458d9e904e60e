import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * Brings the focus to the heading when a view shows another page: the shell does so only for another view.
 * @param page What tells the pages of the view apart.
 * @returns to be the reference of the element around the heading
 */
export function useHeadingFocus(page: string): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(page);
  useEffect(() => {
    if (before.current === page) return;
    before.current = page;
    place.current!.querySelector('h1')!.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [page]);
  return place;
}
