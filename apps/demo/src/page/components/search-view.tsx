import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { About } from '../../api/types.js';
import { type Ranks, ranksOf } from '../compare/rank-changes.js';
import { titleOf } from '../compare/title.js';
import { type PageState, sides } from '../state/page-state.js';
import type { Session } from '../state/session.js';
import { JudgementBar } from './judgement-bar.js';
import { QueryForm } from './query-form.js';
import { RankLines } from './rank-lines.js';
import { SidePanel } from './side-panel.js';
import { SideSwitch } from './side-switch.js';

interface SearchViewProps {
  readonly state: PageState;
  readonly about: About;
  readonly session: Session;
}

const noRanks: ReadonlyMap<string, Ranks> = new Map();

/** A query, answered by two pipelines side by side. */
export function SearchView({ state, about, session }: SearchViewProps): JSX.Element {
  const [active, setActive] = useState<string>();
  const { query, judged } = state.address;
  const [left, right] = [state.left.answer?.hits, state.right.answer?.hits];
  const ranks = useMemo(() => (left && right ? ranksOf(left, right) : noRanks), [left, right]);
  const titles = useMemo(
    () => new Map([...(left ?? []), ...(right ?? [])].map((hit) => [hit.id, titleOf(hit)])),
    [left, right],
  );
  const asked = query.trim() !== '';
  return (
    <>
      <QueryForm query={query} judged={judged} about={about} session={session} />
      {!asked && <Introduction />}
      <p class="unseen" role="status">
        {statusOf(state)}
      </p>
      {asked && <JudgementBar state={state} session={session} titles={titles} />}
      <SideSwitch side={state.side} onShow={session.showSide} />
      <div class="sides" id="results">
        {sides.map((side) => (
          <SidePanel
            key={side}
            side={side}
            state={state}
            about={about}
            session={session}
            ranks={ranks}
            active={active}
            onActive={setActive}
          />
        ))}
        <RankLines ranks={ranks} active={active} />
      </div>
    </>
  );
}

function Introduction(): JSX.Element {
  return (
    <section class="introduction">
      <p>
        Two searches answer every query side by side. A search <strong>without feedback</strong> looks once. A
        search <strong>with feedback</strong> reads its own first results, adds to the query what it learnt
        there, and looks again. Lines join the documents that both found and show which ones moved; colours
        show <mark class="query">your words</mark> and <mark class="added">words that feedback added</mark>.
        Ask something, or take one of the queries above.
      </p>
    </section>
  );
}

function statusOf({ left, right, address }: PageState): string {
  if (address.query.trim() === '') return 'Nothing asked yet.';
  const said = [left, right].map(({ status, answer }, i) => {
    const name = i === 0 ? 'Left' : 'Right';
    if (status === 'waiting') return `${name}: the server is busy, asking again.`;
    if (status === 'failed') return `${name}: no answer.`;
    return status === 'ready' ? `${name}: ${answer?.hits.length} results.` : '';
  });
  return said.includes('') ? '' : said.join(' ');
}
