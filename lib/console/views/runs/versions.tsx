import type { UsedRequest } from '../../api/use-request.ts';
import { formatTime } from '../../common/format.ts';
import { hrefOf } from '../../common/route.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyNote, ErrorNote } from '../../parts/notes.tsx';
import { Loading, Skeleton } from '../../parts/skeleton.tsx';
import { sentencesOf } from './gate.ts';
import type { AnyRun } from './run-words.ts';
import { PromoteVersion, RollBack } from './version-actions.tsx';
import {
  type Decision,
  type History,
  originOf,
  POINTERS,
  type Pointers,
  pointersAt,
  runOf,
  titleOfDecision,
  type Version,
} from './version-history.ts';
import './versions.css';

/** What the timeline calls after a change. */
interface Changes {
  readonly onStarted: (run: AnyRun, said: string) => void;
  readonly onRolledBack: (said: string) => void;
}

interface VersionsProps extends Changes {
  readonly history: UsedRequest<History>;
  readonly onMore: () => void;
}

/** The versions as a timeline, the newest first, with the pointers and who decided what, when and why. */
export function Versions({ history, onMore, ...changes }: VersionsProps) {
  const { value, error, isLoading, retry } = history;
  return (
    <section class="runs-block" aria-labelledby="runs-versions" aria-busy={isLoading}>
      <h2 id="runs-versions">Versions</h2>
      {error !== undefined && <ErrorNote error={error} onRetry={retry} />}
      {value === undefined && error === undefined && <VersionsSkeleton />}
      {value?.versions.length === 0 && (
        <EmptyNote icon="runs" title="No version yet">
          The first training run makes the first version, and makes it live.
        </EmptyNote>
      )}
      {value && value.versions.length > 0 && (
        <>
          <PointerList pointers={value.pointers} />
          <ol class="runs-timeline">
            {value.versions.map((version) => (
              <VersionEntry key={version.version} version={version} pointers={value.pointers} {...changes} />
            ))}
          </ol>
          {value.hasMore && (
            <Button disabled={isLoading} onClick={onMore}>
              {isLoading ? 'Loading …' : 'Show older versions'}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function PointerList({ pointers }: { readonly pointers: Pointers }) {
  return (
    <dl class="runs-pointers">
      {POINTERS.map(({ name, title, about }) => (
        <div key={name} class="runs-pointer" data-pointer={name}>
          <dt>{title}</dt>
          <dd>
            {pointers[name] === null ? <span class="runs-none">none</span> : <code>{pointers[name]}</code>}
            <span class="runs-about">{about}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface VersionEntryProps extends Changes {
  readonly version: Version;
  readonly pointers: Pointers;
}

function VersionEntry({ version, pointers, onStarted, onRolledBack }: VersionEntryProps) {
  const { live, previous } = pointers;
  const run = runOf(version);
  const isLive = version.version === live;
  return (
    <li class="runs-entry" data-live={isLive}>
      <div class="runs-entry-head">
        <h3>
          <code>{version.version}</code>
        </h3>
        {pointersAt(version.version, pointers).map(({ name, title }) => (
          <span key={name} class="runs-flag" data-pointer={name}>
            {title}
          </span>
        ))}
        <span class="runs-entry-actions">
          {isLive && previous !== null && previous !== live && (
            <RollBack live={version.version} previous={previous} onRolledBack={onRolledBack} />
          )}
          {!isLive && <PromoteVersion version={version} live={live} onStarted={onStarted} />}
        </span>
      </div>
      <p class="meta">
        {formatTime(version.createdAt)} · {originOf(version)}
        {run !== undefined && (
          <>
            {' '}
            of <a href={hrefOf('runs', { run })}>{run}</a> ·{' '}
            <a href={hrefOf('quality', { version: version.version })}>Quality</a>
          </>
        )}
      </p>
      {version.decisions.length > 0 && (
        <ol class="runs-decisions" aria-label={`Decisions about ${version.version}`}>
          {version.decisions.toReversed().map((decision) => (
            <DecisionEntry key={`${decision.at} ${decision.decision}`} decision={decision} />
          ))}
        </ol>
      )}
    </li>
  );
}

function DecisionEntry({ decision }: { readonly decision: Decision }) {
  return (
    <li data-decision={decision.decision}>
      <p>
        <strong>{titleOfDecision(decision)}</strong> <span class="runs-about">{formatTime(decision.at)}</span>
      </p>
      <p class="runs-words">{decision.by === 'gate' ? sentencesOf(decision.why).join(' ') : decision.why}</p>
    </li>
  );
}

function VersionsSkeleton() {
  return (
    <>
      <Loading what="the versions" />
      <Skeleton height="6rem" />
      <Skeleton height="14rem" />
    </>
  );
}
