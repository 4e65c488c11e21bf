/** The package has no types of its own; `WinkEngine` says what is used of it. */
declare module 'wink-bm25-text-search' {
  export default function wink(): object;
}
