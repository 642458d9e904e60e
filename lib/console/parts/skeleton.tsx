interface SkeletonProps {
  /** Any length of CSS. @default '100%' */
  readonly width?: string;
  /** Any length of CSS. @default '1em' */
  readonly height?: string;
}

/** Holds the place of something that is loading, at its size. */
export function Skeleton({ width = '100%', height = '1em' }: SkeletonProps) {
  return <span class="skeleton" style={{ width, height }} aria-hidden="true" />;
}

/** Tells readers of the screen that a part of the page is loading. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <span class="visually-hidden" role="status">
      Loading {what} …
    </span>
  );
}
