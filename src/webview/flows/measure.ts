/** The fonts of a drawing: words, a value on an arrow, a figure in a box. */
export type Font = 'words' | 'value' | 'figure';

const context = document.createElement('canvas').getContext('2d');
const fonts = new Map<Font, string>();

/** Width of a text in the drawing's font, px, without laying anything out. */
export function width(text: string, font: Font): number {
  if (!context) return 0;
  let name = fonts.get(font);
  if (name === undefined) {
    const family = getComputedStyle(document.documentElement).getPropertyValue(font === 'value' ? '--vscode-editor-font-family' : '--vscode-font-family');
    name = `${font === 'words' ? 12 : 11}px ${family === '' ? 'sans-serif' : family}`;
    fonts.set(font, name);
  }
  context.font = name;
  return context.measureText(text).width;
}

/** A text as far as there is room for it, with an ellipsis where it is cut. */
export function shorten(text: string, room: number, font: Font): string {
  if (width(text, font) <= room + 1) return text;
  const characters = [...text];
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (width(`${characters.slice(0, middle).join('')}…`, font) <= room) low = middle;
    else high = middle - 1;
  }
  return `${characters.slice(0, low).join('').trimEnd()}…`;
}
