import type { JSX } from 'preact';
import type { Phrase } from '../compare/describe-feedback.js';

/** A sentence whose words from the collection keep to their own direction. */
export function Phrases({ phrases }: { readonly phrases: readonly Phrase[] }): JSX.Element {
  return (
    <>
      {phrases.map(({ text, as }, i) => {
        if (as === 'added')
          return (
            <mark key={i} class="added">
              <bdi>{text}</bdi>
            </mark>
          );
        return as === 'document' ? (
          <q key={i}>
            <bdi>{text}</bdi>
          </q>
        ) : (
          text
        );
      })}
    </>
  );
}
