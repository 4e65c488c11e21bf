/** What the bench uses of it; the package has no types of its own. */
declare module 'wink-bm25-text-search' {
  interface WinkEngine {
    defineConfig(config: { readonly fldWeights: Readonly<Record<string, number>> }): void;
    definePrepTasks(tasks: readonly ((text: string) => string[])[]): void;
    addDoc(document: { readonly text: string }, id: string): void;
    consolidate(): void;
    search(text: string, limit: number): [id: string, score: number][];
  }
  export default function wink(): WinkEngine;
}
