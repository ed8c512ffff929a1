const PART = '[data-rove]';

/** Makes each part of a page that is marked `data-rove` one stop of the Tab key: arrows go from button to button, up and down by lines, Home and End to the first and last. Call what it answers after each drawing. */
export function rove(page: HTMLElement): () => void {
  page.addEventListener('focusin', ({ target }) => {
    const part = target instanceof HTMLButtonElement ? target.closest(PART) : null;
    if (part) settle(buttonsOf(part), target);
  });
  page.addEventListener('keydown', (event) => {
    const { target, key } = event;
    const part = target instanceof HTMLButtonElement ? target.closest(PART) : null;
    if (!part || !(target instanceof HTMLButtonElement) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const next = goal(key, target, buttonsOf(part));
    if (next === null) return;
    event.preventDefault();
    next?.focus();
  });
  return () => {
    for (const part of page.querySelectorAll(PART)) {
      const buttons = buttonsOf(part);
      settle(buttons, buttons.find((each) => each.getAttribute('tabindex') === '0') ?? buttons[0]);
    }
  };
}

const buttonsOf = (part: Element): HTMLButtonElement[] => [...part.querySelectorAll<HTMLButtonElement>('button:enabled')];

function settle(buttons: readonly HTMLButtonElement[], stop: EventTarget | null | undefined): void {
  for (const each of buttons) each.tabIndex = each === stop ? 0 : -1;
}

/** Where a key leads; undefined: it ends here, null: it is no key of ours. */
function goal(key: string, from: HTMLButtonElement, buttons: readonly HTMLButtonElement[]): HTMLButtonElement | null | undefined {
  const index = buttons.indexOf(from);
  switch (key) {
    case 'ArrowLeft':
      return buttons[index - 1];
    case 'ArrowRight':
      return buttons[index + 1];
    case 'Home':
      return buttons[0];
    case 'End':
      return buttons.at(-1);
    case 'ArrowUp':
    case 'ArrowDown':
      return inLine(from, buttons, key === 'ArrowUp' ? -1 : 1);
    default:
      return null;
  }
}

/** The button in the next line up or down that stands as far along. */
function inLine(from: HTMLButtonElement, buttons: readonly HTMLButtonElement[], step: 1 | -1): HTMLButtonElement | undefined {
  const lines = [...new Set(buttons.map(lineOf))].map((line) => buttons.filter((each) => lineOf(each) === line));
  const here = lines.findIndex((line) => line.includes(from));
  const line = lines[here + step] ?? [];
  return line[Math.min(lines[here]?.indexOf(from) ?? 0, line.length - 1)];
}

const lineOf = (button: HTMLButtonElement): Element => button.closest('tr, dd, h2, p') ?? button;
