import { svg } from './svg';

/** Makes a part of the drawing a button with a tooltip of its own; answers what sets the tooltip. */
export function makeButton(group: SVGGElement, open: () => void): (text: string) => void {
  group.setAttribute('role', 'button');
  group.setAttribute('tabindex', '-1');
  group.addEventListener('click', open);
  group.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    open();
  });
  const title = svg('title');
  return (text) => {
    title.textContent = text;
    if (text === '') title.remove();
    else group.prepend(title);
  };
}
