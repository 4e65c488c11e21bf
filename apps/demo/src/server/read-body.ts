import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.js';

/** The JSON of a request's body; its length is checked before it is read and as it comes. */
export async function readBody(request: IncomingMessage, mostBytes: number): Promise<unknown> {
  const { 'content-type': type = '', 'content-length': length = '0' } = request.headers;
  if (!/^application\/json\s*(?:;|$)/i.test(type))
    throw new Refusal(415, 'BAD_REQUEST', 'the body must be sent with content-type: application/json');
  // What is left of a body that is too large is not read: the connection ends with the answer.
  const tooLarge = new Refusal(413, 'TOO_LARGE', `the body is larger than ${mostBytes} bytes`, {
    connection: 'close',
  });
  if (Number(length) > mostBytes) throw tooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Destroyed, the request would take the connection with it, and the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw tooLarge;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new Refusal(400, 'BAD_REQUEST', 'the body is no JSON in UTF-8');
  }
}
