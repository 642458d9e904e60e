import { useEffect, useRef, useState } from 'preact/hooks';
import { useRequest } from '../../api/use-request.ts';
import { hrefOf } from '../../common/route.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/notes.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Loading, Skeleton } from '../../parts/skeleton.tsx';
import { applyTheme, splitPage } from './split-page.ts';

/** The model card as the page that can be stored, mailed and printed. It is read with the reader's credentials. */
export function CardPage({ version }: { readonly version: string }) {
  const { value, error, retry } = useRequest(`card page ${version}`, (api, signal) =>
    api.getModelCardPage({ version }, { signal }),
  );
  return (
    <>
      <PageHeader
        title="Model card"
        lead={
          <>
            The page <code>card.html</code> of{' '}
            <a href={hrefOf('quality', { version })}>
              <code>{version}</code>
            </a>
            , in one file.
          </>
        }
        actions={
          <Button icon="download" disabled={value === undefined} onClick={() => download(value!, version)}>
            Download
          </Button>
        }
      />
      {error !== undefined && <ErrorNote error={error} onRetry={retry} />}
      {value === undefined && error === undefined && <PageSkeleton />}
      {value !== undefined && <Frame html={value} title={`Model card of ${version}`} />}
    </>
  );
}

/** Gives the page to the reader as a file. */
function download(html: string, version: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
  link.download = `card-${version}.html`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/**
 * Shows a page inside this one, at its full height. No script of it runs. It inherits the content policy of this page,
 * which forbids styles in a page, so its styles are handed to the frame as an object.
 */
function Frame({ html, title }: { readonly html: string; readonly title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState<number>();
  const [loads, setLoads] = useState(0);
  const { body, styles } = splitPage(html);
  useEffect(() => {
    const inside = frame.current?.contentDocument;
    if (loads === 0 || !inside?.defaultView) return;
    const sheet = new inside.defaultView.CSSStyleSheet();
    const root = document.documentElement;
    const colour = () => sheet.replaceSync(applyTheme(styles, root.dataset.theme));
    colour();
    inside.adoptedStyleSheets = [sheet];
    const sizes = new ResizeObserver(() => setHeight(inside.documentElement.offsetHeight));
    sizes.observe(inside.documentElement);
    const themes = new MutationObserver(colour);
    themes.observe(root, { attributeFilter: ['data-theme'] });
    return () => {
      sizes.disconnect();
      themes.disconnect();
    };
  }, [loads, styles]);
  return (
    <iframe
      ref={frame}
      class="quality-frame"
      title={title}
      sandbox="allow-same-origin"
      srcdoc={body}
      style={{ height: height && `${height}px`, visibility: height ? 'visible' : 'hidden' }}
      onLoad={() => setLoads((count) => count + 1)}
    />
  );
}

function PageSkeleton() {
  return (
    <>
      <Loading what="the model card" />
      <Skeleton height="40rem" />
    </>
  );
}
