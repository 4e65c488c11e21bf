import type { AddressBar } from './state/session.js';

/** The browser's own address and history. */
export const browserAddress: AddressBar = Object.freeze({
  search: () => location.search,
  show: (search: string, step: boolean) => {
    const url = `${location.pathname}${search}`;
    if (search === location.search) return;
    if (step) history.pushState(null, '', url);
    else history.replaceState(null, '', url);
  },
  onMove: (listener: () => void) => addEventListener('popstate', listener),
});
