import { gunzipSync } from 'node:zlib';
import { RepriseError } from '@reprise/spec';
import { analyzer } from '@reprise/text';
import { type CommandContext, print } from '../io.js';

export interface AnalyzeArguments {
  readonly analyzer: string;
  readonly text: string;
  readonly json: boolean;
}

/** Prints what an analyzer makes of a text, one token a line. */
export async function analyzeText(options: AnalyzeArguments, context: CommandContext): Promise<void> {
  const { tokens: tokenize } = await analyzer(options.analyzer);
  const tokens = tokenize(options.text === '-' ? await readAll(context.stdin) : options.text);
  await print(
    context.stdout,
    options.json ? `${JSON.stringify(tokens)}\n` : tokens.map((token) => `${token}\n`).join(''),
  );
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  try {
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return new TextDecoder('utf-8', { fatal: true }).decode(packed ? gunzipSync(bytes) : bytes);
  } catch (cause) {
    throw new RepriseError('PARSE_ERROR', 'standard input is neither UTF-8 nor gzip of it: convert it', {
      cause,
    });
  }
}
