import type { JSX } from 'preact';
import type { HitAnswer, SnippetPart } from '../../api/types.js';
import type { Ranks } from '../compare/rank-changes.js';
import { titleAndRest, titleOf } from '../compare/title.js';
import type { Side } from '../state/page-state.js';
import { Movement } from './movement.js';
import { Thumbs } from './thumbs.js';

interface HitProps {
  readonly hit: HitAnswer;
  readonly side: Side;
  /** Absent while the other side has no answer. */
  readonly ranks: Ranks | undefined;
  readonly mark: number | undefined;
  readonly active: boolean;
  readonly onActive: (id: string | undefined) => void;
  readonly onJudge: (id: string, grade: 0 | 1) => void;
  readonly onOpen: (id: string) => void;
}

/** Characters of a snippet that are shown, should a server send more. */
const longest = 600;

/** One result. Keyboard and lines find it by its `data-` attributes. */
export function Hit({ hit, side, ranks, mark, active, onActive, onJudge, onOpen }: HitProps): JSX.Element {
  const { id, rank, score, grade } = hit;
  const name = titleOf(hit);
  const { title, rest } = titleAndRest(hit);
  return (
    <li
      class={active ? 'hit active' : 'hit'}
      data-hit={id}
      data-side={side}
      tabIndex={-1}
      onPointerEnter={() => onActive(id)}
      onPointerLeave={() => onActive(undefined)}
      onFocus={() => onActive(id)}
    >
      <div class="hit-head">
        <span class="rank">{rank}</span>
        <button type="button" class="title" onClick={() => onOpen(id)} title="Read the whole document">
          <bdi>{marked(title)}</bdi>
        </button>
        <Thumbs title={name} mark={mark} onJudge={(given) => onJudge(id, given)} />
      </div>
      {rest.length > 0 && (
        <p class="snippet" dir="auto">
          {marked(rest)}
        </p>
      )}
      <p class="facts">
        {ranks && <Movement ranks={ranks} />}
        {grade !== undefined && <Grade grade={grade} />}
        <span>score {score.toPrecision(4)}</span>
        {name !== id && <bdi class="id">{id}</bdi>}
      </p>
    </li>
  );
}

function marked(parts: readonly SnippetPart[]): readonly (JSX.Element | string)[] {
  const shown: (JSX.Element | string)[] = [];
  let room = longest;
  for (const [i, { text, mark }] of parts.entries()) {
    const part = text.slice(0, room);
    room -= part.length;
    if (part !== '')
      shown.push(
        mark === undefined ? (
          part
        ) : (
          <mark key={i} class={mark}>
            {part}
          </mark>
        ),
      );
  }
  return room > 0 ? shown : [...shown, '…'];
}

const grades = ['not relevant', 'relevant', 'highly relevant'];

function Grade({ grade }: { readonly grade: number }): JSX.Element {
  const said = grades[Math.max(0, grade)] ?? `relevant (${grade})`;
  return (
    <span class={grade > 0 ? 'grade good' : 'grade bad'} title="What the collection's judges said">
      {grade > 0 ? '●' : '○'} {said}
    </span>
  );
}
