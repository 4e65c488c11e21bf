import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { RepriseError } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { serveDemo } from './serve-demo.js';
import { found, makePage, post, quiet, raw, search, start, waiting } from './serve-demo.test-support.js';

const code = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code;

describe('the page', () => {
  it('is served with headers that let it load nothing from elsewhere', async () => {
    const server = await start();
    const response = await fetch(server.url);
    expect(await response.text()).toContain('<title>page</title>');
    expect(response.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'",
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  it('lets what has a hash in its name be kept for ever, and sends it compressed', async () => {
    const { url } = await start();
    const response = await fetch(new URL('assets/app-AbCd1234.js', url));
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toContain('export const text');
    const plain = await fetch(new URL('assets/app-AbCd1234.js', url), {
      headers: { 'accept-encoding': 'identity' },
    });
    expect(plain.headers.get('content-encoding')).toBeNull();
  });

  it('is not sent again to who has it', async () => {
    const { url } = await start();
    const etag = (await fetch(url)).headers.get('etag') as string;
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('is a fixed list of files: no path leads out of it, and links are not followed', async () => {
    const server = await start();
    const paths = [
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/assets/../../package.json',
      '/assets/link.js',
      '/notes.txt',
      '/__proto__',
      '/constructor',
      '/assets/',
      '//etc/hosts',
      '/%00',
      '/%',
    ];
    for (const path of paths) {
      const answer = await raw(
        server,
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      expect(answer, path).toMatch(/^HTTP\/1\.1 40[04] /);
    }
  });

  it('must have been built', async () => {
    await expect(serveDemo(quiet, { port: 0, page: '/nowhere' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('requests', () => {
  it('reach the engine as they were checked', async () => {
    const seen: unknown[] = [];
    const server = await start({
      search: async (one) => {
        seen.push(one);
        return found;
      },
    });
    const body = {
      query: 'a',
      pipeline: 'bm25',
      k: 3,
      given: [{ id: '__proto__', grade: -1 }],
      judgedQuery: 'q',
    };
    expect((await search(server, body)).status).toBe(200);
    expect(seen).toEqual([body]);
  });

  const text = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));
  const valid = { query: 'a', pipeline: 'bm25' };
  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['deep nesting', '['.repeat(60_000)],
    ['deep nesting that ends', `{"query":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['a list', []],
    ['null', null],
    ['a number', 1],
    ['wrong types', { query: 1, pipeline: {} }],
    ['an empty query', { ...valid, query: ' ' }],
    ['a query of 1,001 characters', { ...valid, query: 'a'.repeat(1001) }],
    ['an unpaired surrogate', '{"query":"\\ud800","pipeline":"bm25"}'],
    ['a huge k', { ...valid, k: 1e9 }],
    ['k of 1,001', { ...valid, k: 1001 }],
    ['k of 0', { ...valid, k: 0 }],
    ['k that is no whole number', { ...valid, k: 1.5 }],
    ['k beyond numbers', '{"query":"a","pipeline":"bm25","k":1e999}'],
    ['a long pipeline', { ...valid, pipeline: `bm25${' '.repeat(2000)}` }],
    ['a field __proto__', '{"query":"a","pipeline":"bm25","__proto__":{"k":5}}'],
    ['a field constructor', { ...valid, constructor: 1 }],
    ['judgements that are no list', { ...valid, given: { length: 2 } }],
    [
      'a judgement twice',
      {
        ...valid,
        given: [
          { id: 'a', grade: 1 },
          { id: 'a', grade: 0 },
        ],
      },
    ],
    ['a grade that is none', { ...valid, given: [{ id: 'a', grade: '1' }] }],
    ['a judgement without id', { ...valid, given: [{ grade: 1 }] }],
    [
      'too many judgements',
      { ...valid, given: Array.from({ length: 1001 }, (_, i) => ({ id: `${i}`, grade: 1 })) },
    ],
    ['an id that is no text', { ...valid, judgedQuery: 7 }],
  ])('with %s are refused, and the server goes on', async (_, body) => {
    const server = await start();
    const response = await post(server, 'api/search', text(body));
    expect(response.status).toBe(400);
    expect(await code(response)).toMatch(
      /^(BAD_REQUEST|INVALID_INPUT|INVALID_ID|DUPLICATE_ID|LIMIT_EXCEEDED)$/,
    );
    expect((await search(server)).status).toBe(200);
  });

  it('may hold any well-formed text', async () => {
    const server = await start();
    for (const query of ['\u0000', '\u202eabc', '<script>', '😀'.repeat(500), "' OR 1=1"])
      expect((await search(server, { query, pipeline: 'bm25' })).status).toBe(200);
  });

  it('must be UTF-8 and say that they are JSON', async () => {
    const server = await start();
    expect((await post(server, 'api/search', Uint8Array.of(0x22, 0xff, 0x22))).status).toBe(400);
    const plain = await post(server, 'api/search', '{}', { 'content-type': 'text/plain' });
    expect(plain.status).toBe(415);
  });

  it('may have bodies of 64 KiB and not a byte more, whether they say so or not', async () => {
    const server = await start();
    const body = (bytes: number): string =>
      JSON.stringify({ left: 'a', right: 'b', measure: 'AP' }).padEnd(bytes);
    expect((await post(server, 'api/evaluate', body(65_536))).status).toBe(202);
    const larger = await post(server, 'api/evaluate', body(65_537));
    expect([larger.status, await code(larger)]).toEqual([413, 'TOO_LARGE']);
    const chunked = request(new URL('api/evaluate', server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    chunked.on('error', () => undefined);
    chunked.write(body(40_000));
    chunked.write(body(40_000));
    const [{ statusCode }] = (await once(chunked, 'response')) as [{ statusCode: number }];
    chunked.destroy();
    expect(statusCode).toBe(413);
  });

  it('go to addresses that exist, with the method that they take', async () => {
    const server = await start();
    expect((await fetch(new URL('api/nothing', server.url))).status).toBe(404);
    expect((await fetch(new URL('api/search', server.url))).status).toBe(405);
    const options = await fetch(new URL('api/search', server.url), { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await post(server, 'api/about', '{}')).status).toBe(405);
    expect((await fetch(new URL('api/document', server.url))).status).toBe(400);
    expect((await fetch(new URL('api/document?id=a', server.url))).status).toBe(200);
  });

  it('may come one behind the other on one connection', async () => {
    const server = await start();
    const one = 'GET /api/about HTTP/1.1\r\nHost: localhost\r\n';
    const answer = await raw(server, `${one}\r\n${one}Connection: close\r\n\r\n`);
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });
});

describe('who may ask', () => {
  const host = (name: string): string =>
    `GET /api/about HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`;

  it('is who calls the server by an address that it listens on', async () => {
    const server = await start();
    for (const name of ['127.0.0.1', `localhost:${server.port}`, `LOCALHOST:${server.port}`, '[::1]:80'])
      expect(await raw(server, host(name)), name).toMatch(/^HTTP\/1\.1 200 /);
    for (const name of [
      'evil.example',
      `evil.example:${server.port}`,
      '127.0.0.1.evil.example',
      'localhost@evil',
      '',
    ])
      expect(await raw(server, host(name)), name).toMatch(/^HTTP\/1\.1 40[03] /);
    expect(await raw(server, 'GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('is not a page of another site', async () => {
    const server = await start();
    const from = (origin: string): Promise<Response> =>
      post(server, 'api/search', JSON.stringify({ query: 'a', pipeline: 'bm25' }), { origin });
    expect((await from(server.url.slice(0, -1))).status).toBe(200);
    expect((await from('http://evil.example')).status).toBe(403);
    expect((await from('null')).status).toBe(403);
    expect((await from(`http://localhost:${server.port + 1}`)).status).toBe(403);
  });
});

describe('searches', () => {
  it('are eight at once; the ninth is told when to come again', async () => {
    const server = await start({ search: waiting }, { limits: { requestMilliseconds: 1_500 } });
    const first = Array.from({ length: 8 }, () => search(server));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const ninth = await search(server);
    expect([ninth.status, ninth.headers.get('retry-after'), await code(ninth)]).toEqual([503, '1', 'BUSY']);
    expect((await fetch(new URL('api/about', server.url))).status).toBe(200);
    const late = await Promise.all(first);
    expect(late.map(({ status }) => status)).toEqual(Array(8).fill(504));
    expect((await post(server, 'api/evaluate', '{"left":"a","right":"b","measure":"AP"}')).status).toBe(202);
  });

  it('are aborted when their time is over, also where the engine does not heed it', async () => {
    const server = await start(
      { search: () => new Promise((resolve) => setTimeout(() => resolve(found), 600)) },
      { limits: { requestMilliseconds: 200 } },
    );
    const response = await search(server);
    expect([response.status, await code(response)]).toEqual([504, 'TIMEOUT']);
  });

  it('are aborted when who asked has gone', async () => {
    const { promise, resolve } = deferred();
    const server = await start({
      search: (one, run) => {
        run.signal.addEventListener('abort', () => resolve());
        return waiting(one, run);
      },
    });
    const controller = new AbortController();
    const asked = fetch(new URL('api/search', server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'a', pipeline: 'bm25' }),
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 200);
    await expect(asked).rejects.toThrow();
    await promise;
  });
});

describe('errors', () => {
  const failing = async (error: unknown): Promise<{ status: number; body: string }> => {
    const server = await start({ search: () => Promise.reject(error) });
    const response = await search(server);
    return { status: response.status, body: await response.text() };
  };

  it('about the request are told, with the place in the pipeline', async () => {
    const { status, body } = await failing(
      new RepriseError('INVALID_OPTION', 'there is no stage rm33', { details: { at: 8 } }),
    );
    expect(status).toBe(400);
    expect(JSON.parse(body)).toEqual({
      error: { code: 'INVALID_OPTION', message: 'there is no stage rm33', at: 8 },
    });
  });

  it.each([
    ['a fault of the program', new TypeError('secret is undefined')],
    ['no error at all', 'secret'],
    ['a damaged file', new RepriseError('CORRUPT_FILE', '/home/secret/index is damaged')],
    ['a path among the details', new RepriseError('NOT_FOUND', 'secret', { details: { path: '/secret' } })],
    ['an absolute path', new RepriseError('INVALID_OPTION', 'model is "/home/secret/m.onnx": give a folder')],
    ['a relative path', new RepriseError('INVALID_OPTION', 'there is nothing in ../secret')],
    ['a folder below another', new RepriseError('INVALID_OPTION', 'open models/secret/m.onnx')],
    ['a Windows path', new RepriseError('INVALID_INPUT', 'no C:\\Users\\secret')],
    ['a file address', new RepriseError('INVALID_INPUT', 'file:///secret')],
  ])('tell nothing of %s', async (_, error) => {
    const { status, body } = await failing(error);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).not.toMatch(/secret|\.ts|\bat /);
  });
});

describe('slow and large connections', () => {
  it('are closed when the headers or the body do not come', async () => {
    const server = await start({}, { limits: { requestMilliseconds: 400 } });
    const headers = raw(server, 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    const body = raw(
      server,
      'POST /api/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    expect(await headers).toMatch(/^HTTP\/1\.1 408 /);
    expect(await body).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('two hundred at once leave a server that answers', async () => {
    const server = await start({}, { limits: { requestMilliseconds: 1_000 } });
    const sockets: Socket[] = [];
    const ends = Array.from({ length: 200 }, (_, i) => {
      const socket = connect(server.port, '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => undefined);
      const slow = 'POST /api/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
      const lines = [
        `${slow}X: `,
        `${slow}Content-Length: 60000\r\n\r\n{`,
        `${slow}Content-Length: 99999999\r\n\r\n${'a'.repeat(100_000)}`,
        `${slow}Transfer-Encoding: chunked\r\n\r\n20000\r\n${'a'.repeat(0x20000)}\r\n`,
        `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
        '\u0000\u0001\u0002 no HTTP at all\r\n\r\n',
      ];
      socket.write(lines[i % lines.length] as string);
      socket.resume();
      return once(socket, 'close');
    });
    expect((await search(server)).status).toBe(200);
    await Promise.all(ends);
    expect((await search(server)).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });
});

describe('stopping', () => {
  it('lets a request under way end, and takes no other', async () => {
    let finish = (): void => undefined;
    const server = await start({
      search: () =>
        new Promise((resolve) => {
          finish = () => resolve(found);
        }),
    });
    const asked = search(server);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closed = server.close();
    await expect(fetch(server.url)).rejects.toThrow();
    finish();
    expect((await asked).status).toBe(200);
    await closed;
  });

  it('aborts what takes too long', async () => {
    const server = await start({ search: waiting }, { limits: { graceMilliseconds: 200 } });
    const asked = search(server);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closed = server.close();
    const response = await asked;
    expect([response.status, await code(response)]).toEqual([503, 'STOPPING']);
    await closed;
  });

  it('does not wait for who sends nothing', async () => {
    const server = await start({}, { limits: { graceMilliseconds: 200 } });
    const slow = raw(server, 'GET / HTTP/1.1\r\nX: ');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.close();
    await slow;
  });
});

it('says when a port is taken', async () => {
  const { port } = await start();
  const again = serveDemo(quiet, { port, page: makePage() });
  await expect(again).rejects.toMatchObject({
    code: 'IO_FAILED',
    message: expect.stringContaining(`${port}`),
  });
});

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
