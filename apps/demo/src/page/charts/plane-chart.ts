import { arrow, dot, plot, text } from '@observablehq/plot';
import type { PlanePoint, VectorAnswer } from '../../api/types.js';
import { finish } from './finish.js';

const height = 320;
const margin = 28;

const colours: Readonly<Record<PlanePoint['role'], string>> = {
  'query before': 'var(--before-strong)',
  'query after': 'var(--added-strong)',
  'learnt from': 'var(--good)',
  'found before': 'var(--before-strong)',
  'found after': 'var(--added-strong)',
  'found both': 'var(--muted)',
};

/** The query before and after among the documents, in a plane whose two directions have the same scale. */
export function planeChart({ points, kept }: VectorAnswer, width: number): Element {
  const before = points.find(({ role }) => role === 'query before');
  const after = points.find(({ role }) => role === 'query after');
  const documents = points.filter(({ id }) => id !== undefined);
  const { x, y } = domains(points, width);
  const middle = (x.domain[0] + x.domain[1]) / 2;
  const moved = before && after ? [{ x1: before.x, y1: before.y, x2: after.x, y2: after.y }] : [];
  return finish(
    plot({
      width,
      height,
      margin,
      axis: null,
      x,
      y,
      color: { type: 'identity' },
      marks: [
        dot(documents, {
          x: 'x',
          y: 'y',
          r: 4.5,
          stroke: ({ role }: PlanePoint) => colours[role],
          fill: ({ role }: PlanePoint) => (role === 'learnt from' ? colours[role] : 'var(--surface)'),
          strokeWidth: 1.8,
          title: ({ id, role }: PlanePoint) => `${id}: ${role}`,
        }),
        arrow(moved, {
          x1: 'x1',
          y1: 'y1',
          x2: 'x2',
          y2: 'y2',
          stroke: 'var(--ink)',
          strokeWidth: 1.6,
          inset: 9,
        }),
        dot(before ? [before] : [], {
          x: 'x',
          y: 'y',
          r: 7,
          symbol: 'diamond',
          fill: colours['query before'],
        }),
        dot(after ? [after] : [], { x: 'x', y: 'y', r: 7, symbol: 'diamond', fill: colours['query after'] }),
        label(before, 'your query', middle),
        label(after, 'after feedback', middle),
      ],
    }),
    `The query before and after feedback among ${documents.length} documents, in a plane that keeps ${Math.round(kept * 100)} % of their variance.`,
  );
}

/** A label beside its point, on the side where there is more room. */
function label(point: PlanePoint | undefined, says: string, middle: number) {
  const left = point !== undefined && point.x > middle;
  return text(point ? [point] : [], {
    x: 'x',
    y: 'y',
    text: () => says,
    dx: left ? -13 : 13,
    textAnchor: left ? 'end' : 'start',
    fontWeight: 600,
    fill: 'var(--ink)',
    stroke: 'var(--surface)',
    strokeWidth: 4,
  });
}

/** Domains with which a step is as long across as up. */
function domains(
  points: readonly PlanePoint[],
  width: number,
): Record<'x' | 'y', { domain: [number, number] }> {
  const [x, y] = [range(points.map((point) => point.x)), range(points.map((point) => point.y))];
  const [across, up] = [width - 2 * margin, height - 2 * margin];
  const step = Math.max((x.high - x.low) / across, (y.high - y.low) / up) || 1;
  const around = ({ low, high }: { low: number; high: number }, pixels: number): [number, number] => {
    const middle = (low + high) / 2;
    return [middle - (step * pixels) / 2, middle + (step * pixels) / 2];
  };
  return { x: { domain: around(x, across) }, y: { domain: around(y, up) } };
}

const range = (values: readonly number[]): { low: number; high: number } => ({
  low: Math.min(...values),
  high: Math.max(...values),
});
