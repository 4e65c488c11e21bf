import { hostname, networkInterfaces } from 'node:os';

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

export const isLoopback = (host: string): boolean => ['127.0.0.1', 'localhost', '::1'].includes(host);

/**
 * Names by which a server that listens on `host` may be called. A page of another site can make a browser ask this
 * machine under a name of its own (DNS rebinding), which then stands in the header `Host`.
 */
export function hostNames(host: string): ReadonlySet<string> {
  if (isLoopback(host)) return new Set(loopback);
  const own = hostname().toLowerCase();
  if (host !== '0.0.0.0' && host !== '::') return new Set([bracketed(host).toLowerCase(), own]);
  const addresses = Object.values(networkInterfaces()).flatMap((all = []) =>
    all.map(({ address }) => address),
  );
  return new Set([...loopback, own, ...addresses.map(bracketed)]);
}

/** An address as an URL and the header `Host` write it. */
export const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** The name in a header `Host`, without the port; undefined where it is none. */
export const nameIn = (header: string): string | undefined =>
  /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/.exec(header.toLowerCase())?.[1];
