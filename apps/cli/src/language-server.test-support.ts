import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LanguageServer {
  readonly url: string;
  /** What was asked, as the requests' last messages; of those that were answered. */
  readonly asked: string[];
  readonly keys: (string | undefined)[];
  /** What becomes of the next requests. Default: all are answered. */
  fault?: 'unauthorised' | 'silent' | 'nonsense';
  /** Milliseconds before an answer. */
  delay: number;
  readonly close: () => Promise<void>;
}

/** A server of OpenAI's protocol: says of a text how long it is, as a list where a list is wanted. */
export async function languageServer(): Promise<LanguageServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString());
      const prompt: string = body.messages.at(-1).content;
      self.keys.push(request.headers.authorization);
      if (self.fault === 'silent') return;
      if (self.fault === 'unauthorised') {
        response.writeHead(401).end(JSON.stringify({ error: { message: 'no such key' } }));
        return;
      }
      const [field = ''] = body.response_format?.json_schema.schema.required ?? [];
      const passage = prompt.split('\n')[1] ?? '';
      const said = passage.split(' ').slice(-2).join(' ');
      const text = field === '' ? `It ends with ${said}.` : JSON.stringify({ [field]: [said] });
      const content = self.fault === 'nonsense' ? '' : text;
      setTimeout(() => {
        self.asked.push(prompt);
        const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
        response.end(JSON.stringify({ choices, usage: { prompt_tokens: 10, completion_tokens: 5 } }));
      }, self.delay);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: LanguageServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: [],
    keys: [],
    delay: 0,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}
