/** The part of the WebAssembly API that is used here; neither Node's types nor ES2023 declare it. */
export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
  readonly grow: (pages: number) => number;
}

export interface WebAssemblyApi {
  readonly Memory: new (limits: { initial: number; maximum: number }) => WebAssemblyMemory;
  readonly instantiate: (
    bytes: Uint8Array,
    imports: { env: { memory: WebAssemblyMemory } },
  ) => Promise<{ readonly instance: { readonly exports: unknown } }>;
}

/** `undefined` where the engine has no WebAssembly at all. */
export function webAssembly(): WebAssemblyApi | undefined {
  return (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
}
