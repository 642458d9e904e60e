import { useState } from 'preact/hooks';
import { config } from '../../api/session.ts';
import { Button } from '../../parts/button.tsx';
import { CodeBlock } from '../../parts/code-block.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { curlOf, typescriptOf } from './request-text.ts';
import { buildRequest } from './search-request.ts';
import type { SearchState } from './search-state.ts';

interface RequestDialogProps {
  readonly state: SearchState;
  readonly facets: readonly string[];
}

/** Shows the search as a request to copy. */
export function RequestDialog({ state, facets }: RequestDialogProps) {
  const [isOpen, setOpen] = useState(false);
  const request = buildRequest(state, facets);
  return (
    <>
      <Button icon="copy" onClick={() => setOpen(true)}>
        As a request
      </Button>
      <Dialog title="This search as a request" isOpen={isOpen} onClose={() => setOpen(false)}>
        <CodeBlock label="curl" code={curlOf(request, location.origin, config)} />
        <CodeBlock label="TypeScript" code={typescriptOf(request, location.origin, config)} />
      </Dialog>
    </>
  );
}
