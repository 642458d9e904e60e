import { countOf, formatBytes } from '../../common/format.ts';
import { hrefOf } from '../../common/route.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/notes.tsx';
import { isCatalogKey, kindOf, kinds, type Prefix } from './kinds.ts';
import { Steps } from './steps-list.tsx';
import { choosePrefix, type Draft, drafts, isSendable, removeDraft, sendDrafts, stopSending } from './upload-store.ts';
import { useUpload } from './use-upload.ts';

/** The files that were dropped: what each is, how far it is, and what can be done. */
export function Drafts() {
  const all = drafts.value;
  const ready = all.filter(isSendable);
  return (
    <section aria-labelledby="data-drafts" class="data-drafts" hidden={all.length === 0}>
      <div class="data-head">
        <h2 id="data-drafts">Your files</h2>
        {ready.length > 0 && (
          <Button look="primary" onClick={() => void sendDrafts(ready)}>
            Upload {countOf(ready.length, 'file')}
          </Button>
        )}
      </div>
      <p role="status" class="visually-hidden">
        {all.map(announce).join(' ')}
      </p>
      <ul class="data-list">
        {all.map((draft) => (
          <DraftRow key={draft.id} draft={draft} />
        ))}
      </ul>
    </section>
  );
}

function announce({ file, state, fault, prefix }: Draft): string {
  if (fault !== undefined) return `${file.name} cannot be uploaded: ${fault}`;
  if (state === 'ready') return `${file.name} is ready, as ${kindOf(prefix).label}.`;
  if (state === 'sending') return `${file.name} is being uploaded.`;
  if (state === 'sent') return `${file.name} is uploaded.`;
  return state === 'failed' ? `The upload of ${file.name} failed.` : '';
}

function DraftRow({ draft }: { readonly draft: Draft }) {
  const { file, state, fault, error, key } = draft;
  return (
    <li class="panel data-draft">
      <div class="data-draft-head">
        <h3>{file.name}</h3>
        <span class="meta">{formatBytes(file.size)}</span>
        <Button look="quiet" isSmall isIconOnly icon="close" onClick={() => removeDraft(draft)}>
          Remove {file.name} from this list
        </Button>
      </div>
      {state === 'sending' ? (
        <Progress draft={draft} />
      ) : key === undefined ? (
        <KindChoice draft={draft} />
      ) : (
        <SentFile fileKey={key} draft={draft} />
      )}
      {fault !== undefined && <p class="field-fault">{fault}</p>}
      {state === 'failed' && <ErrorNote error={error} onRetry={() => void sendDrafts([draft])} />}
    </li>
  );
}

function KindChoice({ draft }: { readonly draft: Draft }) {
  const { file, prefix, because } = draft;
  return (
    <label class="field data-kind">
      <span class="field-label">
        What it is<span class="visually-hidden">: {file.name}</span>
      </span>
      <select
        class="input"
        value={prefix}
        onChange={(event) => choosePrefix(draft, event.currentTarget.value as Prefix)}
      >
        {kinds.map((kind) => (
          <option key={kind.prefix} value={kind.prefix}>
            {kind.label}
          </option>
        ))}
      </select>
      <span class="field-hint">
        {because} {kindOf(prefix).effect}
      </span>
    </label>
  );
}

/** A file that goes out in one request has no parts to count, so that its bar only moves. */
function Progress({ draft }: { readonly draft: Draft }) {
  const { file, sentBytes } = draft;
  const shown = sentBytes > 0 ? { value: sentBytes, max: file.size } : {};
  return (
    <div class="data-progress">
      <progress {...shown} aria-label={`Upload of ${file.name}`} />
      <span class="meta">
        {formatBytes(sentBytes)} of {formatBytes(file.size)}
      </span>
      <Button isSmall onClick={() => stopSending(draft)}>
        Stop
      </Button>
    </div>
  );
}

function SentFile({ draft, fileKey }: { readonly draft: Draft; readonly fileKey: string }) {
  if (draft.prefix === 'judging/') return <p>Uploaded. {kindOf(draft.prefix).effect}</p>;
  return <Watched fileKey={fileKey} />;
}

function Watched({ fileKey }: { readonly fileKey: string }) {
  const { steps, error, retry } = useUpload(fileKey);
  return (
    <>
      <Steps steps={steps} />
      {error !== undefined && <ErrorNote error={error} onRetry={retry} />}
      <p>
        <a href={hrefOf('data', { key: fileKey })}>
          {isCatalogKey(fileKey) ? 'What was read, and how to mend it' : 'What was read'}
          <span class="visually-hidden"> of {fileKey}</span>
        </a>
      </p>
    </>
  );
}
