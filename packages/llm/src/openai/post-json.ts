import { throwIfAborted } from '@reprise/spec';
import { type FailureDetails, failure, httpFailure } from '../model/failure.js';
import { retryAfter } from './retry-after.js';

export interface Server {
  /** How errors call it. */
  readonly who: string;
  readonly baseUrl: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of a reply that are read at most. */
  readonly maximumBytes: number;
  /** Takes secrets out of what the server says. */
  readonly hide: (text: string) => string;
  readonly fetch: typeof globalThis.fetch;
}

export type Json = Readonly<Record<string, unknown>>;

/** Posts JSON to a path below the server's address and gives the object it answers. Redirects are not followed. */
export async function postJson(
  server: Server,
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<Json> {
  const { who, baseUrl, headers, maximumBytes } = server;
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  const at = `${who} at ${url.origin}${url.pathname}`;
  const lost = (cause: unknown): Error => {
    throwIfAborted(signal);
    return failure(
      'connection',
      `${at} cannot be reached: ${reasonsOf(cause)}: check the address and the server`,
      {},
      cause,
    );
  };

  let response: Response;
  try {
    response = await server.fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal,
    });
  } catch (cause) {
    throw lost(cause);
  }
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readAtMost(response, response.ok ? maximumBytes : 65_536);
  } catch (cause) {
    throw lost(cause);
  }
  if (!response.ok) throw refusal(server, at, response, parsed(bytes));
  if (bytes === undefined) {
    throw failure(
      'too-large',
      `${at} answered more than ${maximumBytes} bytes: raise maximumBytes or ask for less`,
      {
        limit: maximumBytes,
      },
    );
  }
  const reply = parsed(bytes);
  if (reply === undefined) throw malformed(server, 'a JSON object', 'something else');
  // Some gateways report failures of what is behind them with status 200.
  const { error } = reply;
  if (typeof error === 'object' && error !== null) {
    const { code } = error as Json;
    const status = typeof code === 'number' && code >= 400 && code < 600 ? code : 500;
    throw httpFailure(at, status, server.hide(saidIn(reply)));
  }
  return reply;
}

export function malformed(server: Server, expected: string, found: unknown): Error {
  return failure('malformed', `${server.who} answered ${String(found)} where ${expected} belongs`, {
    expected,
    found,
  });
}

function refusal(server: Server, at: string, response: Response, reply: Json | undefined): Error {
  const { status, headers } = response;
  const said = server.hide(saidIn(reply));
  const { code, type } = (
    typeof reply?.error === 'object' && reply.error !== null ? reply.error : {}
  ) as Json;
  if (code === 'context_length_exceeded' || type === 'exceed_context_size_error') {
    return failure('too-long', `${at} says the prompt does not fit its context: ${said}: shorten it`, {
      status,
    });
  }
  const wait = retryAfter((name) => headers.get(name));
  const details: FailureDetails = {
    ...(wait !== undefined && { retryAfter: wait }),
    ...(code === 'insufficient_quota' && { retryable: false }),
  };
  return httpFailure(at, status, said, details);
}

/** The message of an error in one of the usual forms; pages for people are not repeated. */
function saidIn(reply: Json | undefined): string {
  const { error, message, detail } = reply ?? {};
  const inner = typeof error === 'object' && error !== null ? (error as Json).message : error;
  return [inner, message, detail].find((text): text is string => typeof text === 'string') ?? '';
}

function parsed(bytes: Uint8Array | undefined): Json | undefined {
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

/** The body; undefined, and no more is read, where it has more bytes. */
async function readAtMost(response: Response, most: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (response.body !== null) {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      // Leaving the loop cancels the body.
      if (size > most) return undefined;
      chunks.push(chunk);
    }
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** `fetch failed` says nothing; what caused it does. */
function reasonsOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  return String(message || code || 'unknown reason');
}
