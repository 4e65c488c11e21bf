import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Ranks } from '../compare/rank-changes.js';

interface RankLinesProps {
  readonly ranks: ReadonlyMap<string, Ranks>;
  readonly active: string | undefined;
}

interface Line {
  readonly id: string;
  readonly left: number;
  readonly right: number;
}

const width = 56;

/** Lines between the two lists that join what is one document. Readers have the ranks of both sides in every hit. */
export function RankLines({ ranks, active }: RankLinesProps): JSX.Element {
  const place = useRef<SVGSVGElement>(null);
  const [lines, setLines] = useState<readonly Line[]>([]);
  useLayoutEffect(() => {
    const svg = place.current;
    const lists = svg?.parentElement;
    if (svg === null || lists == null) return;
    const measure = (): void => {
      const next = measured(svg, lists);
      setLines((now) => (JSON.stringify(now) === JSON.stringify(next) ? now : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const list of lists.querySelectorAll('ol')) observer.observe(list);
    return () => observer.disconnect();
  });
  return (
    <svg class="rank-lines" ref={place} width={width} aria-hidden="true">
      {lines.map(({ id, left, right }) => {
        const { left: from = 0, right: to = 0 } = ranks.get(id) ?? {};
        const way = to < from ? 'rose' : to > from ? 'fell' : 'same';
        return (
          <path
            key={id}
            class={id === active ? `${way} active` : way}
            d={`M0 ${left}C${width / 2} ${left} ${width / 2} ${right} ${width} ${right}`}
          />
        );
      })}
    </svg>
  );
}

function measured(svg: SVGSVGElement, lists: Element): readonly Line[] {
  const top = svg.getBoundingClientRect().top;
  const right = new Map<string, number>();
  const middles = (side: string): readonly (readonly [string, number])[] =>
    [...lists.querySelectorAll<HTMLElement>(`[data-side=${side}]`)].map((hit) => [
      hit.dataset.hit ?? '',
      Math.round(hit.getBoundingClientRect().top - top + 18),
    ]);
  for (const [id, y] of middles('right')) right.set(id, y);
  return middles('left').flatMap(([id, y]) => {
    const to = right.get(id);
    return to === undefined ? [] : [{ id, left: y, right: to }];
  });
}
