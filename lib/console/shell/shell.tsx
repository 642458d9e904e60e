import { useEffect, useRef } from 'preact/hooks';
import { config, isAskingForCredentials, signOut } from '../api/session.ts';
import { hrefOf } from '../common/route.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Segments } from '../parts/segments.tsx';
import type { View } from '../parts/view.ts';
import { CredentialsDialog } from './credentials-dialog.tsx';
import { CurrentView } from './current-view.tsx';
import { useFileDrop } from './file-drop.ts';
import { LiveVersion } from './live-version.tsx';
import { route } from './router.ts';
import { chooseTheme, theme } from './theme.ts';

/** The whole page: the bar, the navigation, and the view that the address names. */
export function Shell({ views }: { readonly views: readonly View[] }) {
  const { view: name, query } = route.value;
  const view = views.find((one) => one.name === name) ?? views[0]!;
  const main = useRef<HTMLElement>(null);
  useFileDrop(views);
  useEffect(() => {
    document.title = `${view.title} · Kindred`;
  }, [view]);
  return (
    <>
      {/* A button: the part of the address after # says where the reader is. */}
      <button type="button" class="skip-link" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header class="shell-bar">
        <div class="shell-bar-content">
          <a class="shell-brand" href={hrefOf(views[0]!.name)}>
            <Mark />
            Kindred
          </a>
          <Navigation views={views} current={view} />
          <Tools />
        </div>
      </header>
      <main id="content" class="shell-main" ref={main} tabIndex={-1}>
        <CurrentView key={view.name} view={view} query={query} />
      </main>
      <CredentialsDialog />
    </>
  );
}

function Navigation({ views, current }: { readonly views: readonly View[]; readonly current: View }) {
  return (
    <nav class="shell-nav" aria-label="Views">
      <ul>
        {views.map((view) => (
          <li key={view.name}>
            <a href={hrefOf(view.name)} aria-current={view === current ? 'page' : undefined}>
              <Icon name={view.icon} />
              {view.title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Tools() {
  return (
    <div class="shell-tools">
      <LiveVersion />
      {config.authorization !== 'none' && (
        <Button
          look="quiet"
          isSmall
          isIconOnly
          icon="key"
          title="Credentials"
          onClick={() => {
            signOut();
            isAskingForCredentials.value = true;
          }}
        >
          Change the credentials
        </Button>
      )}
      <Segments
        label="Colours"
        value={theme.value}
        onChange={chooseTheme}
        options={[
          { value: 'system', label: 'As the system', icon: 'screen' },
          { value: 'light', label: 'Light', icon: 'sun' },
          { value: 'dark', label: 'Dark', icon: 'moon' },
        ]}
      />
    </div>
  );
}

/** Two circles that share a part: things that are alike. */
function Mark() {
  return (
    <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <g fill="none" stroke="currentColor" stroke-width="2.5">
        <circle cx="12" cy="16" r="8.5" />
        <circle cx="20" cy="16" r="8.5" />
      </g>
      <path fill="currentColor" d="M16 8.5a8.5 8.5 0 0 1 0 15 8.5 8.5 0 0 1 0-15z" />
    </svg>
  );
}
