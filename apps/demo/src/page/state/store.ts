/** Holds one value; whoever subscribes is told of every change. */
export interface Store<State> {
  readonly get: () => State;
  readonly update: (change: (state: State) => State) => void;
  /** Returns what ends the subscription. */
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<State>(initial: State): Store<State> {
  let state = initial;
  const listeners = new Set<() => void>();
  return Object.freeze({
    get: () => state,
    update: (change: (state: State) => State) => {
      const next = change(state);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
}
