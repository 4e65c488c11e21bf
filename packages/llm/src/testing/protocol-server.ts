import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one request. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  | { readonly kind: 'reset' | 'cut' | 'silent' | 'slow' }
  /** Sends the right status and then this, whatever it is. */
  | { readonly kind: 'body'; readonly body: string | Buffer }
  /** Sends so many bytes, as fast as they are taken. */
  | { readonly kind: 'huge'; readonly bytes: number }
  /** Replaces parts of the first choice. */
  | { readonly kind: 'choice'; readonly choice: object };

export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

export interface ProtocolServer {
  readonly baseUrl: string;
  readonly asked: readonly Asked[];
  /** The most requests that were under way at once. */
  readonly busiest: () => number;
  /** Bytes of huge replies that were taken from it. */
  readonly sent: () => number;
  readonly close: () => Promise<void>;
}

/**
 * A server of OpenAI's protocol on this machine. It repeats the last message, or makes the smallest JSON of a schema's
 * required strings; one token is four characters. `faults` are met by the first requests, in their order.
 */
export async function protocolServer(
  faults: readonly (Fault | undefined)[] = [],
  options: { readonly key?: string; readonly delay?: number } = {},
): Promise<ProtocolServer> {
  const asked: Asked[] = [];
  let open = 0;
  let busiest = 0;
  let sent = 0;
  const server: Server = createServer((request, response) => {
    open++;
    busiest = Math.max(busiest, open);
    response.on('close', () => open--);
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      const fault = faults[asked.length];
      asked.push({ path: request.url ?? '', headers: request.headers, body });
      setTimeout(() => answer(request, response, body, fault), options.delay ?? 0);
    });
  });

  function answer(
    request: IncomingMessage,
    response: ServerResponse,
    body: Record<string, unknown>,
    fault: Fault | undefined,
  ): void {
    const send = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'slow') {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
      return;
    }
    if (fault?.kind === 'reset') {
      request.socket.destroy();
      return;
    }
    if (fault?.kind === 'status') {
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      response.end(fault.body ?? '{"error":{"message":"no luck"}}');
      return;
    }
    if (fault?.kind === 'body') {
      response.end(fault.body);
      return;
    }
    if (fault?.kind === 'huge') {
      const piece = Buffer.alloc(65_536, 0x20);
      let own = 0;
      const more = (): void => {
        if (own >= fault.bytes || response.destroyed) {
          response.end();
          return;
        }
        own += piece.length;
        sent += piece.length;
        if (response.write(piece)) setImmediate(more);
        else response.once('drain', more);
      };
      more();
      return;
    }
    if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`) {
      send(401, { error: { message: `Incorrect API key: ${request.headers.authorization}` } });
      return;
    }
    const reply = replyTo(
      (request.url ?? '').replace(/\?.*/, ''),
      body,
      fault?.kind === 'choice' ? fault.choice : {},
    );
    if (reply === undefined) {
      send(404, { error: { message: 'no such path' } });
      return;
    }
    if (fault?.kind === 'cut') {
      const text = JSON.stringify(reply);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
      response.write(text.slice(0, text.length / 2));
      setTimeout(() => request.socket.destroy(), 10);
      return;
    }
    send(200, reply);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    busiest: () => busiest,
    sent: () => sent,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const tokens = (text: string): number => Math.ceil(text.length / 4);

function replyTo(path: string, body: Record<string, unknown>, choice: object): object | undefined {
  if (path === '/v1/embeddings') {
    const input = body.input as string[];
    // Backwards, as a server may: `index` says which is which.
    const data = input.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: [text.length, index, 0.5],
    }));
    const used = input.reduce((sum, text) => sum + tokens(text), 0);
    return { object: 'list', data: data.reverse(), usage: { prompt_tokens: used, total_tokens: used } };
  }
  if (path !== '/v1/chat/completions') return undefined;
  const messages = body.messages as { content: string }[];
  const said = messages.at(-1)?.content ?? '';
  const format = body.response_format as { json_schema?: { schema: { required?: string[] } } } | undefined;
  const required = format?.json_schema?.schema.required ?? ['answer'];
  const content = format ? JSON.stringify(Object.fromEntries(required.map((name) => [name, said]))) : said;
  const logprobs = body.logprobs
    ? {
        content: [
          {
            token: 'aspirin',
            logprob: -0.1,
            top_logprobs: [
              { token: 'dose', logprob: -3 },
              { token: 'aspirin', logprob: -0.1 },
              { token: 'daily', logprob: -4 },
            ].slice(0, Number(body.top_logprobs) + 1),
          },
        ],
      }
    : null;
  const used = messages.reduce((sum, message) => sum + tokens(message.content), 0);
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: body.model,
    choices: [
      { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', logprobs, ...choice },
    ],
    usage: { prompt_tokens: used, completion_tokens: tokens(content), total_tokens: used + tokens(content) },
  };
}
