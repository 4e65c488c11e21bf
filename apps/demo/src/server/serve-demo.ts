import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RepriseError } from '@reprise/spec';
import type { Engine, EngineRun } from '../api/engine.js';
import { pageFolder } from '../page-folder.js';
import { answerError } from './answer-error.js';
import { bracketed, hostNames, nameIn } from './host-names.js';
import {
  connections,
  headerBytes,
  idleMilliseconds,
  keepAliveMilliseconds,
  type Limits,
  usualLimits,
} from './limits.js';
import { type PageFile, readPageFiles } from './page-files.js';
import { parseEvaluateRequest, parseSearchRequest } from './parse-requests.js';
import { readBody } from './read-body.js';
import { Refusal } from './refusal.js';

export interface ServeOptions {
  /** Default 7700; 0 is any that is free. */
  readonly port?: number;
  /** Address to listen on. Default 127.0.0.1: nobody but this machine. */
  readonly host?: string;
  /** Folder of the built page. Default: this package's own. */
  readonly page?: string;
  readonly limits?: Partial<Limits>;
}

export interface DemoServer {
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, lets those under way end for a while, then aborts them. Resolves when all have ended. */
  readonly close: () => Promise<void>;
}

/** Scripts, styles and requests of this server alone; nothing inline, nothing framed, nothing from elsewhere. */
const usualHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** What an address of the API does. */
interface Route {
  readonly method: 'GET' | 'POST';
  /** Whether it counts among the searches at once. */
  readonly counts: boolean;
  readonly answer: (url: URL, body: unknown, run: EngineRun) => Promise<object>;
}

const routesOf = (engine: Engine): ReadonlyMap<string, Route> =>
  new Map<string, Route>([
    ['/api/about', { method: 'GET', counts: false, answer: async () => engine.about() }],
    [
      '/api/search',
      {
        method: 'POST',
        counts: true,
        answer: async (_, body, run) => engine.search(parseSearchRequest(body), run),
      },
    ],
    [
      '/api/evaluate',
      {
        method: 'POST',
        counts: true,
        answer: async (_, body, run) => engine.evaluate(parseEvaluateRequest(body), run),
      },
    ],
    [
      '/api/document',
      {
        method: 'GET',
        counts: false,
        answer: async ({ searchParams }, _, run) => {
          const id = searchParams.get('id');
          if (id === null || id === '')
            throw new Refusal(400, 'BAD_REQUEST', 'the address has no id: ask for api/document?id=…');
          return engine.document(id, run);
        },
      },
    ],
  ]);

/**
 * Serves the page and its API over an engine.
 *
 * Rejects with `NOT_FOUND` where the page is not built, with `IO_FAILED` where the port cannot be had.
 */
export async function serveDemo(engine: Engine, options: ServeOptions = {}): Promise<DemoServer> {
  const { port = 7700, host = '127.0.0.1', page = pageFolder } = options;
  const limits = { ...usualLimits, ...options.limits };
  const files = await readPageFiles(page);
  const names = hostNames(host);
  const routes = routesOf(engine);
  /** What is under way, with how to end it. */
  const working = new Map<Promise<unknown>, AbortController>();
  let searches = 0;
  let stopping = false;

  const work = (route: Route, url: URL, body: unknown, response: ServerResponse): Promise<object> => {
    if (stopping) throw new Refusal(503, 'STOPPING', 'the server is being stopped', { connection: 'close' });
    if (route.counts && searches >= limits.searches) {
      throw new Refusal(503, 'BUSY', `${limits.searches} searches are under way: ask again in a second`, {
        'retry-after': '1',
      });
    }
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => controller.abort(tooLate), limits.requestMilliseconds);
    response.once('close', () => controller.abort(gone));
    if (route.counts) searches++;
    const answer = route.answer(url, body, { signal });
    // An engine that does not heed the signal at once keeps its place among the searches, and nobody waiting.
    const ended = answer
      .catch(() => undefined)
      .then(() => {
        clearTimeout(timer);
        if (route.counts) searches--;
        working.delete(ended);
      });
    working.set(ended, controller);
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return Promise.race([answer, aborted]);
  };

  const reply = (response: ServerResponse, status: number, body: object): void => {
    // A connection that is kept would keep the server from ending.
    if (stopping) response.setHeader('connection', 'close');
    sendJson(response, status, body);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', headers } = request;
    if (!names.has(nameIn(headers.host ?? '') ?? ''))
      throw new Refusal(
        403,
        'FORBIDDEN',
        'this server has another name: open it by the address that it printed',
      );
    const url = addressOf(request.url);
    const file = files.get(url.pathname);
    const route = routes.get(url.pathname);
    const allowed = route?.method === 'POST' ? ['POST'] : ['GET', 'HEAD'];
    if (file === undefined && route === undefined)
      throw new Refusal(404, 'NOT_FOUND', 'there is nothing at this address');
    if (!allowed.includes(method)) {
      throw new Refusal(405, 'BAD_REQUEST', `this address takes ${allowed.join(' and ')}`, {
        allow: allowed.join(', '),
      });
    }
    if (file !== undefined) return sendFile(file, request, response);
    if (method === 'POST' && headers.origin !== undefined && headers.origin !== `http://${headers.host}`)
      throw new Refusal(403, 'FORBIDDEN', 'a page of another site asked');
    const body = method === 'POST' ? await readBody(request, limits.bodyBytes) : undefined;
    const result = await work(route as Route, url, body, response);
    reply(response, 'underWay' in result ? 202 : 200, result);
  };

  const server = createServer(
    {
      maxHeaderSize: headerBytes,
      headersTimeout: limits.requestMilliseconds,
      requestTimeout: limits.requestMilliseconds,
      connectionsCheckingInterval: Math.min(1_000, limits.requestMilliseconds / 4),
      keepAliveTimeout: keepAliveMilliseconds,
    },
    (request, response) => {
      for (const [name, value] of Object.entries(usualHeaders)) response.setHeader(name, value);
      answer(request, response).catch((error: unknown) => {
        // Nobody is there to read it, or the connection itself is what failed.
        if (response.destroyed || response.headersSent) return response.destroy();
        const { status, body, headers } = answerError(error);
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        reply(response, status, body);
      });
    },
  );
  server.maxConnections = connections;
  server.setTimeout(idleMilliseconds);

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new RepriseError(
          'IO_FAILED',
          `port ${port} of ${host} cannot be had (${(cause as NodeJS.ErrnoException).code}): give another port, or 0 for any that is free`,
          { cause, details: { host, port } },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;

  const stop = async (): Promise<void> => {
    stopping = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const timer = setTimeout(() => {
      for (const controller of working.values()) controller.abort(stopped);
      // Time for the answers that say so, and none for who sends nothing.
      setTimeout(() => server.closeAllConnections(), 100);
    }, limits.graceMilliseconds);
    await closed;
    clearTimeout(timer);
    await Promise.all(working.keys());
  };
  let closing: Promise<void> | undefined;

  return Object.freeze({
    url: `http://${bracketed(host)}:${bound}/`,
    port: bound,
    close: () => {
      closing ??= stop();
      return closing;
    },
  });
}

const tooLate = new Refusal(504, 'TIMEOUT', 'the answer took too long: ask for less');
const gone = new Refusal(499, 'ABORTED', 'the connection was closed');
const stopped = new Refusal(503, 'STOPPING', 'the server is being stopped', { connection: 'close' });

function addressOf(address = ''): URL {
  try {
    return new URL(address, 'http://server');
  } catch {
    throw new Refusal(400, 'BAD_REQUEST', 'the address cannot be read');
  }
}

function sendFile(file: PageFile, { headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('cache-control', file.hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('etag', file.etag);
  response.setHeader('vary', 'accept-encoding');
  if (headers['if-none-match'] === file.etag) {
    response.writeHead(304).end();
    return;
  }
  const zipped = /\bgzip\b/.test(String(headers['accept-encoding'] ?? '')) ? file.gzipped : undefined;
  if (zipped !== undefined) response.setHeader('content-encoding', 'gzip');
  send(response, 200, file.type, zipped ?? file.bytes);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.setHeader('cache-control', 'no-store');
  send(response, status, 'application/json; charset=utf-8', Buffer.from(JSON.stringify(body)));
}

function send(response: ServerResponse, status: number, type: string, bytes: Buffer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length }).end(bytes);
}
