import type { JSX } from 'preact';
import type { About } from '../../api/types.js';
import type { Session } from '../state/session.js';

interface QueryFormProps {
  readonly query: string;
  readonly judged: string;
  readonly about: About;
  readonly session: Session;
}

/** Characters that the server takes of a query. */
const longest = 1000;

/** The box, queries to begin with, and those whose right answers are known. */
export function QueryForm({ query, judged, about, session }: QueryFormProps): JSX.Element {
  return (
    <form
      class="query-form"
      onSubmit={(event) => {
        event.preventDefault();
        session.submit(query);
      }}
    >
      <div class="query-head">
        <label for="query">What are you looking for?</label>
        {about.judged.length > 0 && (
          <label class="judged">
            <span>or take one whose right answers are known</span>
            <select
              value={judged}
              onChange={({ currentTarget: { value } }) =>
                session.submit(about.judged.find(({ id }) => id === value)?.text ?? query, value)
              }
            >
              <option value="">none</option>
              {about.judged.map(({ id, text, relevant }) => (
                <option key={id} value={id}>
                  {text} ({relevant} relevant)
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div class="query-row">
        <input
          id="query"
          type="search"
          dir="auto"
          value={query}
          maxLength={longest}
          autocomplete="off"
          placeholder="Type a question or a few words"
          onInput={({ currentTarget }) => session.type(currentTarget.value)}
        />
        <button type="submit" class="primary">
          Search
        </button>
      </div>
      <div class="examples">
        {about.examples.length > 0 && (
          <>
            <span id="examples">Try</span>
            <ul aria-labelledby="examples">
              {about.examples.map((example) => (
                <li key={example}>
                  <button type="button" class="chip" onClick={() => session.submit(example, '')}>
                    <bdi>{example}</bdi>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </form>
  );
}
