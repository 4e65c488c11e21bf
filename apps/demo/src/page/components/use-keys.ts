import { useEffect } from 'preact/hooks';
import { type Side, sides } from '../state/page-state.js';
import type { Session } from '../state/session.js';

/** The page's keys. Those that move need no modifier and stay out of boxes in which one types. */
export function useKeys(session: Session, showKeys: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const { target, key } = event;
      const typing = target instanceof HTMLElement && target.matches('input, select, textarea');
      const action = typing ? fromBox(target, key) : actions(session, showKeys).get(key);
      if (action?.() === true) event.preventDefault();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [session, showKeys]);
}

/** What a key does; false where it does nothing here and the browser may have it. */
type Action = () => boolean;

/** The arrow down leads from the query box to the results. */
const fromBox = (box: HTMLElement, key: string): Action | undefined =>
  box.id === 'query' && key === 'ArrowDown' ? () => moveBy(1) : undefined;

function actions(session: Session, showKeys: () => void): ReadonlyMap<string, Action> {
  const always =
    (action: () => void): Action =>
    () => {
      action();
      return true;
    };
  const judge =
    (grade: 0 | 1): Action =>
    () => {
      const id = focusedHit()?.dataset.hit;
      if (id !== undefined) session.judge(id, grade);
      return id !== undefined;
    };
  const onHit =
    (action: Action): Action =>
    () =>
      focusedHit() !== undefined && action();
  return new Map<string, Action>([
    ['/', always(() => document.querySelector<HTMLInputElement>('#query')?.select())],
    ['?', always(showKeys)],
    ['j', () => moveBy(1)],
    ['k', () => moveBy(-1)],
    ['ArrowDown', onHit(() => moveBy(1))],
    ['ArrowUp', onHit(() => moveBy(-1))],
    ['h', () => moveTo(session, 'left')],
    ['l', () => moveTo(session, 'right')],
    ['ArrowLeft', onHit(() => moveTo(session, 'left'))],
    ['ArrowRight', onHit(() => moveTo(session, 'right'))],
    ['u', judge(1)],
    ['d', judge(0)],
    ['f', always(session.learn)],
    ['z', always(() => session.moveRound(-1))],
    [
      'Enter',
      () => {
        const hit = document.activeElement;
        if (!(hit instanceof HTMLElement) || hit.dataset.hit === undefined) return false;
        session.openDocument(hit.dataset.hit);
        return true;
      },
    ],
  ]);
}

const focusedHit = (): HTMLElement | undefined =>
  document.activeElement?.closest<HTMLElement>('[data-hit]') ?? undefined;

const hitsOf = (side: Side): readonly HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>(`[data-side=${side}]`),
];

/** The next hit, or the first of the side that is to be seen. */
function moveBy(step: 1 | -1): boolean {
  const focused = focusedHit();
  if (focused === undefined) {
    const [first] = [...sides]
      .reverse()
      .map((side) => hitsOf(side).find(isShown))
      .filter(Boolean);
    return focus(first);
  }
  const hits = hitsOf(focused.dataset.side as Side);
  return focus(hits[hits.indexOf(focused) + step]);
}

function moveTo(session: Session, side: Side): boolean {
  const focused = focusedHit();
  const place = focused === undefined ? 0 : hitsOf(focused.dataset.side as Side).indexOf(focused);
  session.showSide(side);
  const hits = hitsOf(side);
  // A narrow screen shows the side with the next frame.
  requestAnimationFrame(() => focus(hits[Math.min(place, hits.length - 1)]));
  return hits.length > 0;
}

const isShown = (element: HTMLElement): boolean => element.offsetParent !== null;

function focus(hit: HTMLElement | undefined): boolean {
  hit?.focus();
  hit?.scrollIntoView({ block: 'nearest' });
  return hit !== undefined;
}
