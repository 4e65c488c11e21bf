import type { JSX } from 'preact';
import type { TextAnswer } from '../../api/types.js';
import { DocumentButton } from './document-button.js';
import { LongText } from './long-text.js';

interface TextExplainedProps {
  readonly feedback: TextAnswer;
  readonly onOpen: (id: string) => void;
}

/** The notes that were read, with their documents, and the query's new text. */
export function TextExplained({ feedback, onOpen }: TextExplainedProps): JSX.Element {
  const { features, maker, text } = feedback;
  return (
    <>
      {features.length > 0 && (
        <table class="notes">
          <caption>Notes made of the documents beforehand</caption>
          <thead>
            <tr>
              <th scope="col">document</th>
              <th scope="col">kind</th>
              <th scope="col">note</th>
            </tr>
          </thead>
          <tbody>
            {features.map(({ id, feature, text: note }) => (
              <tr key={`${id} ${feature}`}>
                <th scope="row">
                  <DocumentButton id={id} onOpen={onOpen} />
                </th>
                <td>
                  <bdi>{feature}</bdi>
                </td>
                <td>
                  <LongText text={note} length={240} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {maker !== undefined && (
        <p class="hint">
          The notes were made <bdi>{maker}</bdi>.
        </p>
      )}
      {text !== undefined && (
        <>
          <h4>{features.length > 0 ? 'What was read beside your query' : 'The query’s new text'}</h4>
          <LongText text={text} length={600} />
        </>
      )}
    </>
  );
}
