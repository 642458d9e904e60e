import { useState } from 'preact/hooks';
import { parseCredentials } from '../api/credentials.ts';
import { config, isAskingForCredentials, isRefused, signIn } from '../api/session.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Note } from '../parts/notes.tsx';

/** What is asked for, by how calls are authorized. */
const texts = {
  jwt: {
    title: 'Enter a token',
    label: 'Token (JWT)',
    submit: 'Use it',
    hint: 'A token of the issuer of this deployment. It stays in this tab until you close it, and goes only to this API.',
  },
  iam: {
    title: 'Enter AWS credentials',
    submit: 'Use them',
    label: 'Output of “aws configure export-credentials”',
    hint: 'They need execute-api:Invoke on this API. They stay in memory until you reload, and are never sent: requests are signed with them.',
  },
};

/** Asks for a token, or for IAM credentials, where the deployment needs them. */
export function CredentialsDialog() {
  if (config.authorization === 'none') return null;
  const { title } = texts[config.authorization];
  return (
    <Dialog title={title} isOpen={isAskingForCredentials.value} onClose={() => (isAskingForCredentials.value = false)}>
      <CredentialsForm authorization={config.authorization} />
    </Dialog>
  );
}

function CredentialsForm({ authorization }: { readonly authorization: keyof typeof texts }) {
  const { label, hint, submit: submitText } = texts[authorization];
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const submit = (event: Event) => {
    event.preventDefault();
    const entered = parseCredentials(text, authorization);
    if ('fault' in entered) setFault(entered.fault);
    else signIn(entered);
  };
  return (
    <form onSubmit={submit} class="form">
      {isRefused.value && <Note>The service refused the credentials. They may have expired.</Note>}
      <label class="field">
        <span class="field-label">{label}</span>
        <textarea
          class="input"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          spellcheck={false}
          autocomplete="off"
          aria-invalid={fault !== undefined}
          aria-describedby="credentials-hint"
        />
      </label>
      <p id="credentials-hint" class="field-hint">
        {hint}
      </p>
      <p class="field-fault" role="alert">
        {fault}
      </p>
      <div>
        <Button type="submit" look="primary" icon="key">
          {submitText}
        </Button>
      </div>
    </form>
  );
}
