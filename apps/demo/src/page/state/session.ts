import type { DemoClient } from '../../api/client.js';
import type { Evaluation, HitAnswer } from '../../api/types.js';
import { hasFeedback } from '../pipeline/parts.js';
import { type Address, readAddress, writeAddress } from './address.js';
import { failureOf } from './failure-of.js';
import { createLatest } from './latest.js';
import { initialState, type OpenDocument, type PageState, type Side, sides } from './page-state.js';
import { patiently } from './patiently.js';
import { createStore, type Store } from './store.js';
import * as updates from './updates.js';

/** The quiet after a keystroke before the page searches, in milliseconds. */
const settled = 120;

/** Hits asked for on either side: enough to see where those of the first page came from. */
export const depth = 30;

/** Evaluations kept, so that the way back from a query to its table is short. */
const keptEvaluations = 20;

/** Where the page's address is kept: the browser's history. */
export interface AddressBar {
  readonly search: () => string;
  /** Shows an address; `step` makes it one that the back button returns from. */
  readonly show: (search: string, step: boolean) => void;
  readonly onMove: (listener: () => void) => void;
}

/** All that a person can do on the page. */
export interface Session {
  readonly store: Store<PageState>;
  readonly start: () => Promise<void>;
  readonly type: (query: string) => void;
  readonly submit: (query: string, judged?: string) => void;
  readonly setPipeline: (side: Side, pipeline: string) => void;
  readonly judge: (id: string, grade: 0 | 1) => void;
  readonly learn: () => void;
  readonly moveRound: (by: -1 | 1) => void;
  readonly forget: () => void;
  readonly simulate: (hits: readonly HitAnswer[]) => void;
  readonly visit: (change: Partial<Address>) => void;
  readonly retry: () => void;
  readonly stopEvaluation: () => void;
  readonly showMore: () => void;
  readonly showSide: (side: Side) => void;
  readonly openDocument: (id: string) => void;
  readonly closeDocument: () => void;
}

export function createSession(client: DemoClient, bar: AddressBar): Session {
  const store = createStore(initialState);
  const latest = { left: createLatest(), right: createLatest() };
  const latestEvaluation = createLatest();
  const latestDocument = createLatest();
  const evaluations = new Map<string, Evaluation>();
  let settling: ReturnType<typeof setTimeout> | undefined;

  const search = (side: Side): void => {
    clearTimeout(settling);
    const state = store.get();
    const { query, judged, [side]: pipeline } = state.address;
    if (state.about === undefined) return;
    if (query.trim() === '') {
      latest[side].stop();
      store.update((now) => updates.withSide(now, side, { status: 'idle' }));
      return;
    }
    const given = hasFeedback(pipeline, state.about) ? updates.givenOf(state) : [];
    const request = {
      query,
      pipeline,
      k: depth,
      ...(given.length > 0 && { given }),
      ...(judged !== '' && { judgedQuery: judged }),
    };
    const is = (status: 'searching' | 'waiting') => () =>
      store.update((now) => {
        const { failure, ...last } = now[side];
        return updates.withSide(now, side, { ...last, status });
      });
    is('searching')();
    void latest[side].run(
      (signal) => patiently(() => client.search(request, { signal }), signal, is('waiting')),
      (answer) =>
        store.update((now) => updates.withSide(now, side, { status: 'ready', answer, learntFrom: given })),
      (error) =>
        store.update((now) =>
          updates.withSide(now, side, { ...now[side], status: 'failed', failure: failureOf(error) }),
        ),
    );
  };

  const evaluate = (): void => {
    const { about, address } = store.get();
    if (about === undefined || about.judged.length === 0) return;
    const { left, right, measure } = address;
    const key = JSON.stringify([left, right, measure]);
    const known = evaluations.get(key);
    const show = (evaluation: PageState['evaluation']): void =>
      store.update((now) => ({ ...now, evaluation }));
    if (known !== undefined) {
      latestEvaluation.stop();
      show({ status: 'ready', answer: known });
      return;
    }
    show({ status: 'running' });
    void latestEvaluation.run(
      (signal) =>
        patiently(
          () =>
            client.evaluate(
              { left, right, measure },
              { signal, onProgress: (underWay) => show({ status: 'running', underWay }) },
            ),
          signal,
          () => undefined,
        ),
      (answer) => {
        evaluations.set(key, answer);
        const [oldest] = evaluations.keys();
        if (evaluations.size > keptEvaluations && oldest !== undefined) evaluations.delete(oldest);
        show({ status: 'ready', answer });
      },
      (error) => show({ status: 'failed', failure: failureOf(error) }),
    );
  };

  /** Shows what the state's address asks for. */
  const refresh = (): void => {
    if (store.get().address.view === 'search') {
      latestEvaluation.stop();
      sides.forEach(search);
    } else evaluate();
  };

  const change = (update: (state: PageState) => PageState, step = true): void => {
    const before = store.get().address;
    store.update(update);
    const after = store.get().address;
    if (after !== before) bar.show(writeAddress(after), step);
  };

  const start = async (): Promise<void> => {
    try {
      const about = await client.about();
      change((now) => updates.withAbout(now, about), false);
      refresh();
    } catch (error) {
      store.update((now) => ({ ...now, failure: failureOf(error) }));
    }
  };

  const learnBy = (update: (state: PageState) => PageState): void => {
    const before = updates.givenOf(store.get());
    change(update);
    if (updates.givenOf(store.get()) !== before) sides.forEach(search);
  };

  store.update((now) => updates.withAddress(now, readAddress(bar.search())));
  bar.onMove(() => {
    // A jump within the page moves through the history too.
    if (writeAddress(store.get().address) === bar.search()) return;
    store.update((now) => updates.withAddress(now, readAddress(bar.search())));
    refresh();
  });

  return Object.freeze({
    store,
    start,
    type: (query: string) => {
      change((now) => updates.withQuery(now, query), false);
      clearTimeout(settling);
      settling = setTimeout(() => sides.forEach(search), settled);
    },
    submit: (query: string, judged = store.get().address.judged) => {
      change((now) =>
        updates.withQuery({ ...now, address: { ...now.address, view: 'search' } }, query, judged),
      );
      sides.forEach(search);
    },
    setPipeline: (side: Side, pipeline: string) => {
      change((now) => updates.withPipeline(now, side, pipeline));
      if (store.get().address.view === 'search') search(side);
      else evaluate();
    },
    judge: (id: string, grade: 0 | 1) => store.update((now) => updates.withMark(now, id, grade)),
    learn: () => learnBy(updates.withLearnt),
    moveRound: (by: -1 | 1) => learnBy((now) => updates.withRoundMoved(now, by)),
    forget: () => learnBy(updates.withNothingLearnt),
    simulate: (hits: readonly HitAnswer[]) => learnBy((now) => updates.withSimulatedUser(now, hits)),
    visit: (part: Partial<Address>) => {
      change((now) => ({ ...now, address: { ...now.address, ...part } }));
      refresh();
    },
    retry: () => (store.get().about === undefined ? void start() : refresh()),
    stopEvaluation: () => {
      latestEvaluation.stop();
      store.update((now) => ({ ...now, evaluation: { status: 'stopped' as const } }));
    },
    showMore: () => store.update((now) => ({ ...now, shown: Math.min(depth, now.shown + 10) })),
    showSide: (side: Side) => store.update((now) => ({ ...now, side })),
    openDocument: (id: string) => {
      const show = (document: OpenDocument): void => store.update((now) => ({ ...now, document }));
      show({ id });
      void latestDocument.run(
        (signal) => client.document(id, { signal }),
        (answer) => show({ id, answer }),
        (error) => show({ id, failure: failureOf(error) }),
      );
    },
    closeDocument: () => {
      latestDocument.stop();
      store.update(({ document, ...now }) => now);
    },
  });
}
