import type { JSX } from 'preact';
import type { TokensAnswer } from '../../api/types.js';
import { readableToken } from '../compare/readable-token.js';
import { DocumentButton } from './document-button.js';

interface TokensExplainedProps {
  readonly feedback: TokensAnswer;
  readonly onOpen: (id: string) => void;
}

/** Token embeddings that were added, by the words they stand for, and where these were read. */
export function TokensExplained({ feedback, onOpen }: TokensExplainedProps): JSX.Element {
  return (
    <>
      <table class="tokens">
        <thead>
          <tr>
            <th scope="col">piece</th>
            <th scope="col">weight</th>
            <th scope="col">read in</th>
          </tr>
        </thead>
        <tbody>
          {feedback.tokens.map(({ token, weight, from: [nearest] }, i) => (
            <tr key={`${token} ${i}`}>
              <th scope="row">
                <mark class="added">
                  <bdi>{readableToken(token)}</bdi>
                </mark>
              </th>
              <td>{weight.toFixed(2)}</td>
              <td>
                {nearest && (
                  <>
                    <span dir="auto" class="passage">
                      {nearest.passage.slice(0, 300)}
                    </span>{' '}
                    <DocumentButton id={nearest.id} onOpen={onOpen} />
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">
        This kind of search compares every word of the query with every word of a document. Each row is the
        meaning of a word that was added to the query; the piece beside it is the word nearest to that
        meaning.
      </p>
    </>
  );
}
