import { useEffect, useState } from 'preact/hooks';
import { Button } from './button.tsx';

const SHOWN_MILLISECONDS = 2_000;

/** A text to copy, such as a command, with the button that copies it. */
export function CodeBlock({ label, code }: { readonly label: string; readonly code: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () =>
    navigator.clipboard.writeText(code).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    );
  return (
    <figure class="code">
      <figcaption>
        <span>{label}</span>
        <Button look="quiet" isSmall icon={outcome === 'copied' ? 'check' : 'copy'} onClick={copy}>
          {outcome === 'copied' ? 'Copied' : 'Copy'}
          <span class="visually-hidden"> {label}</span>
        </Button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard. */}
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
      <p role="status" class={outcome === 'failed' ? 'code-failed' : 'visually-hidden'}>
        {outcome === 'failed' && 'The browser did not allow to copy. Select the text and copy it by hand.'}
        {outcome === 'copied' && 'Copied.'}
      </p>
    </figure>
  );
}
