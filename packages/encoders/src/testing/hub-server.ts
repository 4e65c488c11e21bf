import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HubServer {
  readonly url: string;
  /** Paths asked for so far. */
  readonly requests: string[];
  /** Path to bytes, as served; `announced` differs where a test wants it to. */
  readonly served: Map<string, Uint8Array>;
  readonly close: () => Promise<void>;
}

/** Speaks as much of the hub's protocol as fetching a model takes. `*.safetensors` count as large files. */
export async function hubServer(
  model: string,
  commit: string,
  announced: ReadonlyMap<string, Uint8Array>,
): Promise<HubServer> {
  const requests: string[] = [];
  const served = new Map(announced);
  const listing = [...announced].map(([path, bytes]) => {
    const git = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const lfs = path.endsWith('.safetensors')
      ? { lfs: { oid: sha256, size: bytes.length, pointerSize: 134 } }
      : {};
    return { type: 'file', path, size: bytes.length, oid: git, ...lfs };
  });
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '');
    requests.push(path);
    const json = (value: unknown): void => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    };
    if (path === `/api/models/${model}/revision/main`) {
      json({
        _id: '1',
        id: model,
        private: false,
        downloads: 0,
        gated: false,
        likes: 0,
        lastModified: 0,
        sha: commit,
      });
      return;
    }
    if (path === `/api/models/${model}/tree/${commit}`) return json(listing);
    const prefix = `/${model}/resolve/${commit}/`;
    const bytes = path.startsWith(prefix) ? served.get(path.slice(prefix.length)) : undefined;
    if (bytes === undefined) {
      response.writeHead(404, { 'X-Error-Code': 'EntryNotFound' }).end();
      return;
    }
    const isProbe = request.headers.range === 'bytes=0-0';
    const total = announced.get(path.slice(prefix.length))!.length;
    response.writeHead(isProbe ? 206 : 200, {
      etag: '"1"',
      ...(isProbe ? { 'content-range': `bytes 0-0/${total}` } : {}),
    });
    response.end(isProbe ? bytes.subarray(0, 1) : bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    served,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
