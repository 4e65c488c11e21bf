import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { About } from '../../api/types.js';
import type { Address } from '../state/address.js';
import type { Session } from '../state/session.js';
import { applyTheme, storedTheme, type Theme, themes } from '../theme.js';

interface HeaderProps {
  readonly about: About | undefined;
  readonly view: Address['view'];
  readonly session: Session;
  readonly onKeys: () => void;
}

const views = [
  ['search', 'Search'],
  ['evaluation', 'Evaluation'],
] as const;

export function Header({ about, view, session, onKeys }: HeaderProps): JSX.Element {
  const [theme, setTheme] = useState(storedTheme);
  return (
    <header>
      <div>
        <h1>Reprise</h1>
        {about && (
          <p>
            <bdi>{about.name}</bdi>, {about.documents.toLocaleString('en')} documents
            {about.languageModel !== undefined && (
              <>
                , with <bdi>{about.languageModel}</bdi>
              </>
            )}
          </p>
        )}
      </div>
      <nav aria-label="Views">
        {views.map(([name, title]) => (
          <button
            key={name}
            type="button"
            aria-current={view === name ? 'page' : undefined}
            onClick={() => session.visit({ view: name })}
          >
            {title}
          </button>
        ))}
      </nav>
      <div class="settings">
        <label>
          <span>Colours</span>
          <select
            value={theme}
            onChange={({ currentTarget }) => {
              const chosen = currentTarget.value as Theme;
              applyTheme(chosen);
              setTheme(chosen);
            }}
          >
            {themes.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={onKeys}>
          Keys
        </button>
      </div>
    </header>
  );
}
