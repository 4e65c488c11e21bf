import type { JSX } from 'preact';
import { useCallback, useState } from 'preact/hooks';
import type { Session } from '../state/session.js';
import { DocumentDialog } from './document-dialog.js';
import { EvaluationView } from './evaluation-view.js';
import { FailureMessage } from './failure-message.js';
import { Header } from './header.js';
import { KeysDialog } from './keys-dialog.js';
import { SearchView } from './search-view.js';
import { useKeys } from './use-keys.js';
import { useStore } from './use-store.js';

export function App({ session }: { readonly session: Session }): JSX.Element {
  const state = useStore(session.store);
  const [keys, setKeys] = useState(false);
  useKeys(
    session,
    useCallback(() => setKeys(true), []),
  );
  const { about, failure, address, document } = state;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Header about={about} view={address.view} session={session} onKeys={() => setKeys(true)} />
      <main id="main" tabIndex={-1}>
        {failure && <FailureMessage failure={failure} onRetry={session.retry} />}
        {!about && !failure && <p>Opening…</p>}
        {about && address.view === 'search' && <SearchView state={state} about={about} session={session} />}
        {about && address.view === 'evaluation' && (
          <EvaluationView state={state} about={about} session={session} />
        )}
      </main>
      {document && <DocumentDialog key={document.id} document={document} onClose={session.closeDocument} />}
      {keys && <KeysDialog onClose={() => setKeys(false)} />}
    </>
  );
}
