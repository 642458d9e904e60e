import type { ComponentChildren } from 'preact';
import type { TrainingRun } from '../../../client/generated/schemas.ts';
import { countOf, formatCount, formatTime } from '../../common/format.ts';
import { hrefOf } from '../../common/route.ts';
import { Icon } from '../../parts/icon.tsx';
import { Note } from '../../parts/notes.tsx';
import { formatDollars, formatDuration, secondsOf, startedBy } from './run-words.ts';

/** Why a run has ended as it has, and what to do. */
export function RunEnd({ run }: { readonly run: TrainingRun }) {
  const { state, cause, advice, cancelRequested, attempt = 1 } = run;
  if (state === 'failed') return <Failure cause={cause} advice={advice} />;
  if (state === 'canceled') {
    return (
      <Note>
        <p>{cause ?? 'The run was canceled'}. You can resume it.</p>
      </Note>
    );
  }
  if (state === 'running') {
    return (
      <>
        {cancelRequested?.attempt === attempt && (
          <Note>
            <p>
              {cancelRequested.by} has asked at {formatTime(cancelRequested.at)} that it ends
              {cancelRequested.why && `: ${cancelRequested.why}`}.
            </p>
          </Note>
        )}
        {cause && (
          <Note>
            <p>The run waits for another attempt: {cause}</p>
          </Note>
        )}
      </>
    );
  }
  return <Success run={run} />;
}

function Failure({ cause, advice }: Pick<TrainingRun, 'cause' | 'advice'>) {
  return (
    <div class="note note-danger" role="alert">
      <Icon name="warning" size={22} />
      <div class="note-text">
        <h3>Why it failed</h3>
        <p>{cause ?? 'The run has left no reason. Its log in CloudWatch may have one.'}</p>
        <h3>What to do</h3>
        <p>
          {advice ?? 'Change what the reason names: the data or a setting. Then start a new run. What is live stays.'}
        </p>
      </div>
    </div>
  );
}

function Success({
  run: { promoted, nothingNew, notNeeded, modelVersion, catalogAlone, kind },
}: {
  readonly run: TrainingRun;
}) {
  return (
    <>
      {promoted && (
        <Note look="good">
          <p>
            <code>{modelVersion}</code> went live.
          </p>
        </Note>
      )}
      {nothingNew && (
        <Note>
          <p>No data was new, so no version was made. What is live stays.</p>
        </Note>
      )}
      {notNeeded && (
        <Note>
          <p>
            {modelVersion ? 'The version did not go live' : 'No version was made'}: {notNeeded}.
          </p>
        </Note>
      )}
      {!promoted && !nothingNew && notNeeded === undefined && kind !== 'publish' && (
        <Note>
          <p>
            The gate held <code>{modelVersion}</code> back, and what is live stays. The reason stands below. You can
            promote the version all the same, <a href={hrefOf('runs')}>in the list of versions</a>.
          </p>
        </Note>
      )}
      {catalogAlone && (
        <Note>
          <p>It learned from the catalog alone: {catalogAlone}.</p>
        </Note>
      )}
    </>
  );
}

/** The figures of a run: who started it, its time, its cost, its data and its versions. */
export function RunFacts({ run, now }: { readonly run: TrainingRun; readonly now: number }) {
  const { cost, products, rows, modelVersion, trainedVersion, attempt = 1, config = {}, loss } = run;
  const settings = Object.keys(config).length > 0 ? JSON.stringify(config) : undefined;
  return (
    <dl class="runs-facts">
      <Fact name="Started">
        {formatTime(run.startedAt)}, {startedBy(run)}
      </Fact>
      <Fact name="Time">
        {formatDuration(secondsOf(run, now))}
        {attempt > 1 && `, in ${attempt} attempts`}
      </Fact>
      {cost && (
        <Fact name="Cost">
          {formatDollars(cost.dollars)} at list prices
          <span class="runs-about">
            {formatCount(Math.round(cost.gigabyteSeconds))} GB-seconds and{' '}
            {countOf(cost.operations, 'durable operation')}, without requests to S3 and DynamoDB
          </span>
        </Fact>
      )}
      {products !== undefined && <Fact name="Catalog">{countOf(products, 'product')}</Fact>}
      {rows && Object.keys(rows).length > 0 && <Fact name="Training rows">{describeRows(rows)}</Fact>}
      {loss !== undefined && <Fact name="Last loss">{loss.toFixed(3)} (mean of a step, no unit)</Fact>}
      {modelVersion && (
        <Fact name="Version">
          <code>{modelVersion}</code>
          <CardLinks version={modelVersion} />
        </Fact>
      )}
      {trainedVersion && (
        <Fact name="Trained model">
          <code>{trainedVersion}</code>
          <CardLinks version={trainedVersion} />
        </Fact>
      )}
      {settings && (
        <Fact name="Settings">
          <code>{settings}</code>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Where the model card of a version is drawn, and where it is a page. */
function CardLinks({ version }: { readonly version: string }) {
  return (
    <span class="runs-about">
      <a href={hrefOf('quality', { version })}>Quality</a> ·{' '}
      <a href={hrefOf('quality', { version, page: 'card' })}>Model card</a>
    </span>
  );
}

/** Rows by what became of them, without what has none. */
function describeRows(rows: Readonly<Record<string, number>>): string {
  const some = Object.entries(rows).filter(([, count]) => count > 0);
  return some.length === 0
    ? 'none'
    : some.map(([name, count]) => `${formatCount(count)} ${name.replaceAll('-', ' ')}`).join(', ');
}

/** What the run has decided, with its reasons. What the gate has decided stands above. */
export function RunDecisions({ run }: { readonly run: TrainingRun }) {
  const decisions = (run.decisions ?? []).filter(({ name }) => name !== 'gate');
  if (decisions.length === 0) return null;
  return (
    <section class="panel runs-section" aria-labelledby="runs-decisions">
      <h2 id="runs-decisions">What the run decided</h2>
      <ol class="runs-decisions">
        {decisions.map(({ name, at, because }) => (
          <li key={name}>
            <p>
              <strong>{name.charAt(0).toUpperCase() + name.slice(1)}</strong>{' '}
              <span class="runs-about">{formatTime(at)}</span>
            </p>
            <p class="runs-words">{because}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
