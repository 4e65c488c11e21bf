import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { hostNames, nameIn } from './host-names.js';

describe('hostNames', () => {
  it('knows the loopback addresses for each other', () => {
    for (const host of ['127.0.0.1', 'localhost', '::1']) {
      expect([...hostNames(host)]).toEqual(['127.0.0.1', 'localhost', '[::1]']);
    }
  });

  it('knows every address of the machine where all are listened on, and one where one is', () => {
    const own = Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address));
    const all = hostNames('0.0.0.0');
    for (const address of own) expect(all.has(address.includes(':') ? `[${address}]` : address)).toBe(true);
    expect(hostNames('192.0.2.1').has('192.0.2.1')).toBe(true);
    expect(hostNames('192.0.2.1').has('localhost')).toBe(false);
    expect(hostNames('2001:db8::1').has('[2001:db8::1]')).toBe(true);
  });
});

describe('nameIn', () => {
  it('reads a name with and without a port, and nothing else', () => {
    expect(nameIn('LocalHost:80')).toBe('localhost');
    expect(nameIn('[::1]:7700')).toBe('[::1]');
    expect(nameIn('127.0.0.1')).toBe('127.0.0.1');
    for (const odd of ['', 'a b', 'localhost:', 'localhost:80:80', 'user@localhost', 'localhost/x', '::1'])
      expect(nameIn(odd)).toBeUndefined();
  });
});
