/** Gives the focus back to where it was when the window returns to the page: VS Code takes it away for a picker, and then gives it to the page alone. */
export function keepFocus(): void {
  let last: HTMLElement | SVGElement | null = null;
  document.addEventListener('focusout', ({ target, relatedTarget }) => {
    if (relatedTarget === null && (target instanceof HTMLElement || target instanceof SVGElement)) last = target;
  });
  window.addEventListener('focus', () => {
    if (document.activeElement === document.body) last?.focus({ preventScroll: true });
  });
}
