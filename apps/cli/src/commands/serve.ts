import { once } from 'node:events';
import { basename, resolve } from 'node:path';
import { isLoopback, serveDemo } from '@reprise/demo';
import { throwIfAborted } from '@reprise/spec';
import { languageModelNeed } from '../indexes/language-model.js';
import { type CommandContext, print } from '../io.js';
import { createEngine } from '../serve/create-engine.js';
import { type JudgedSources, readJudged } from '../serve/judged.js';
import { openParts } from '../serve/open-parts.js';
import { UsageError } from '../usage-error.js';

export interface ServeArguments extends JudgedSources {
  readonly index: string;
  /** A language model that answers at query time: its file, or its address and its name there. */
  readonly model?: string;
  readonly url?: string;
  readonly llm?: string;
  readonly port: number;
  readonly host: string;
}

/** Serves the page on an index until it is stopped. Prints the address when it can be opened. */
export async function serve(options: ServeArguments, context: CommandContext): Promise<void> {
  const { index, collection, port, host } = options;
  const { signal, progress, stdout } = context;
  const asked = [options.model, options.url, options.llm].some((one) => one !== undefined);
  const need = languageModelNeed(options);
  if (asked && need === undefined)
    throw new UsageError('give either --model FILE.gguf, or both --url URL and --llm NAME');
  const judged = await readJudged(options, context);
  const parts = await openParts(index, need, signal);
  try {
    for (const one of parts.leftOut) progress.tell(`warning: left out ${one}`);
    const folder = basename(resolve(index));
    const name = collection === undefined ? folder : basename(resolve(collection));
    const engine = createEngine({ name, folder, parts, judged });
    const server = await serveDemo(engine, { port, host });
    try {
      if (!isLoopback(host))
        progress.tell(`warning: whoever reaches ${host} can search this index and read its documents`);
      progress.tell('open this address in a browser; Ctrl-C stops it');
      await print(stdout, `${server.url}\n`);
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      await server.close();
    }
    throwIfAborted(signal);
  } finally {
    await parts.indexes.close();
  }
}
