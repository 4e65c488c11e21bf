import { RepriseError } from '@reprise/spec';

/** What is used of `@huggingface/hub`. */
export interface HubClient {
  readonly modelInfo: (
    params: HubCall & { name: string; additionalFields: 'sha'[] },
  ) => Promise<{ readonly sha: string }>;
  readonly listFiles: (params: HubCall & { repo: string; recursive: boolean }) => AsyncIterable<HubFile>;
  /** Null where there is no such file. */
  readonly downloadFile: (
    params: HubCall & { repo: string; path: string; xet: false },
  ) => Promise<Blob | null>;
}

export interface HubCall {
  readonly revision: string;
  readonly hubUrl?: string;
  readonly accessToken?: string;
  readonly fetch: typeof fetch;
}

export interface HubFile {
  readonly type: string;
  readonly path: string;
  readonly size: number;
  /** SHA-1 of the file as git stores it; of a pointer where `lfs` is there. */
  readonly oid?: string;
  /** SHA-256 of the content of a large file. */
  readonly lfs?: { readonly oid: string };
}

/** Loads the client when it is needed. `NOT_FOUND` where it is not installed. */
export async function loadHub(name = '@huggingface/hub'): Promise<HubClient> {
  try {
    return (await import(/* @vite-ignore */ name)) as HubClient;
  } catch (cause) {
    throw new RepriseError('NOT_FOUND', `${name} cannot be loaded: npm install ${name}`, {
      details: { package: name },
      cause,
    });
  }
}

/** What went wrong in a call of the client, as a typed error; `what` is the model or the file asked for. */
export function hubError(what: string, cause: unknown): RepriseError {
  const status = (cause as { readonly statusCode?: unknown }).statusCode;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (status === 404) {
    return new RepriseError('NOT_FOUND', `the hub does not know ${what} at this revision: ${reason}`, {
      cause,
    });
  }
  const remedy = status === 401 || status === 403 ? 'give an accessToken that may read it' : 'try again';
  return new RepriseError('IO_FAILED', `${what} cannot be fetched (${reason}): ${remedy}`, {
    details: { status },
    cause,
  });
}
