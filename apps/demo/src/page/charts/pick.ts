/** Calls `pick` with the datum of the mark that was clicked; every mark holds the number of its datum. */
export function onPick<Datum>(chart: Element, data: readonly Datum[], pick: (datum: Datum) => void): void {
  chart.addEventListener('click', ({ target }) => {
    const { __data__: index } = target as Element & { readonly __data__?: unknown };
    const datum = typeof index === 'number' ? data[index] : undefined;
    if (datum !== undefined) pick(datum);
  });
}
