/**
 * A chart ready for the page: an image with a name for screen readers, whose parts have none of their own, and without the
 * style element that the library puts in, which the page's content security policy refuses (`charts.css` says the same).
 */
export function finish(chart: Element, label: string): Element {
  chart.querySelector('style')?.remove();
  for (const part of chart.querySelectorAll('[aria-label]')) {
    part.classList.add(...(part.getAttribute('aria-label') ?? '').split(' '));
    part.removeAttribute('aria-label');
  }
  chart.setAttribute('role', 'img');
  chart.setAttribute('aria-label', label);
  return chart;
}
