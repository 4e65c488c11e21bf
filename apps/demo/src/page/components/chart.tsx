import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type * as Charts from '../charts/index.js';

interface ChartProps {
  /** Draws at a width in pixels. */
  readonly draw: (charts: typeof Charts, width: number) => Element;
  /** What the chart shows: it is drawn again when this is another object. */
  readonly data: unknown;
}

/** A chart as wide as there is room. The plotting library is loaded with the first one. */
export function Chart({ draw, data }: ChartProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    let width = 0;
    let charts: typeof Charts | undefined;
    const redraw = (): void => {
      if (charts !== undefined && width > 0) box.replaceChildren(draw(charts, width));
    };
    const observer = new ResizeObserver(([entry]) => {
      const next = Math.round(entry?.contentRect.width ?? 0);
      if (next === width) return;
      width = next;
      redraw();
    });
    observer.observe(box);
    void import('../charts/index.js').then((loaded) => {
      charts = loaded;
      redraw();
    });
    return () => {
      charts = undefined;
      observer.disconnect();
    };
  }, [data]);
  return <div class="chart" ref={place} />;
}
