const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Makes buttons of a drawing one stop of the Tab key, in which the arrows move to the nearest in their direction. */
export function rove(buttons: readonly SVGGElement[], onFocus: (button: SVGGElement) => void): void {
  buttons[0]?.setAttribute('tabindex', '0');
  for (const button of buttons) {
    button.addEventListener('focus', () => {
      for (const each of buttons) each.setAttribute('tabindex', each === button ? '0' : '-1');
      onFocus(button);
    });
    button.addEventListener('keydown', (event) => {
      const direction = ARROWS[event.key];
      if (!direction) return;
      event.preventDefault();
      nearest(button, buttons, direction)?.focus();
    });
  }
}

/** The nearest in a direction; a way aside counts double, and more than 60° off is not that direction. */
function nearest(from: SVGGElement, buttons: readonly SVGGElement[], [dx, dy]: readonly [number, number]): SVGGElement | undefined {
  const start = middle(from);
  const ranked = buttons
    .filter((button) => button !== from)
    .map((button) => {
      const { x, y } = middle(button);
      const along = (x - start.x) * dx + (y - start.y) * dy;
      const aside = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
      return { button, along, aside, far: along + 2 * aside };
    })
    .filter(({ along, aside }) => along > 1 && aside < along * 1.8)
    .sort((a, b) => a.far - b.far);
  return ranked[0]?.button;
}

function middle(element: Element): { readonly x: number; readonly y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
