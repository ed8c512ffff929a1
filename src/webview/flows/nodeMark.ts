import type { FlowView, NodeView } from '../../protocol/flows';
import { statusIcon } from '../shared/icon';
import { makeButton } from './button';
import { shorten } from './measure';
import { lines, number, one, span } from './svg';

/** How a part that is not plain is marked: an icon and a word. */
export const TONES = {
  failing: { icon: 'warning', word: 'failing' },
  paused: { icon: 'debug-pause', word: 'paused' },
  moving: { icon: 'sync', word: 'running' },
} as const;

/** One box of the drawing: its label, its figure, and how it stands out. */
export class NodeMark {
  readonly #setHint: (text: string) => void;
  /** For a figure, px: the width of the label that Mermaid measured. */
  readonly #room: number;
  #shown = '';
  /** What is found in it. */
  text = '';

  constructor(
    readonly group: SVGGElement,
    private readonly kind: FlowView['kind'],
    open: () => void,
  ) {
    group.setAttribute('class', 'node');
    this.#setHint = makeButton(group, open);
    this.#room = number(one(group, 'foreignObject'), 'width');
  }

  update(node: NodeView, isPath: boolean): void {
    const shown = JSON.stringify([node, isPath]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const { group } = this;
    const { label, shape, figure, tone, hint, isHere } = node;
    group.setAttribute('class', ['node', `is-${shape}`, `is-${tone}`, ...(isPath ? ['is-path'] : []), ...(isHere ? ['is-here'] : []), ...(figure === '0' ? ['is-empty'] : [])].join(' '));
    if (isHere) group.setAttribute('aria-current', 'true');
    else group.removeAttribute('aria-current');
    const facts = figure === null || figure === '' ? [] : figure.split('\n');
    const words = [label.replaceAll('\n', ' '), ...facts, ...(tone === 'plain' ? [] : [TONES[tone].word])].join(', ');
    this.text = words;
    group.setAttribute('aria-label', words);
    if (hint === '') group.removeAttribute('aria-description');
    else group.setAttribute('aria-description', hint);
    this.#setHint([...facts, ...(hint === '' ? [] : [hint])].join('\n'));
    one(group, 'foreignObject').replaceChildren(this.#label(node));
  }

  #label({ label, status, figure, tone }: NodeView): HTMLElement {
    const [first = '', ...others] = label.split('\n');
    const withIcon = (line: HTMLElement): HTMLElement => {
      if (status !== null) line.prepend(statusIcon(status));
      return line;
    };
    const count = figure === null ? [] : figure.split('\n').map((text) => lineOf('figure', span('count', shorten(text, this.#room, 'figure'))));
    const name = lineOf('name', span('', first));
    // D2's boxes have the icon beside their count
    if (this.kind === 'state' && count[0]) withIcon(count[0]);
    else withIcon(name);
    const all = lines(name, ...others.map((text) => span('words', text)), ...count);
    if (tone !== 'plain') all.append(badge(tone));
    return all;
  }
}

function lineOf(name: string, text: HTMLElement): HTMLElement {
  const line = span(name);
  line.append(text);
  return line;
}

function badge(tone: keyof typeof TONES): HTMLElement {
  const { icon, word } = TONES[tone];
  const mark = span(`badge is-${tone}`);
  const sign = span(`codicon codicon-${icon}`);
  sign.ariaHidden = 'true';
  mark.append(sign, span('', word));
  return mark;
}
