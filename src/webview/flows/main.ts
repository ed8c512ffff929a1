import { html, render } from 'lit';
import { decodeToPage, type FlowView, type Snapshot, type ToEditor } from '../../protocol/flows';
import { inNextFrame } from '../shared/frame';
import { onMessage, post as send, savedState, saveState } from '../shared/host';
import { Announcer } from './announcer';
import { Choices } from './choices';
import { Drawing, type Opened } from './drawing';
import { Find } from './find';
import { head, sentence } from './head';
import { keepFocus } from './keepFocus';
import { legend } from './legend';
import { list } from './list';
import { picture } from './picture';
import { differences, rail } from './rail';
import { Stage } from './stage';
import { TimeTravel } from './timeTravel';
import './page.css';
import './drawing.css';

const page = document.createElement('div');
page.className = 'page';
const region = document.createElement('div');
region.className = 'visually-hidden';
region.ariaLive = 'polite';
document.body.append(page, region);

const post = (message: ToEditor): void => send(message);
const choices = new Choices(savedState(), saveState);
const announcer = new Announcer(region);
const stage = new Stage(choices);
const find = new Find((part) => stage.reveal(part), () => update());
const timeTravel = new TimeTravel(post, () => update());
const opened: Opened = { node: (id) => post({ type: 'openNode', id }), edge: (id) => post({ type: 'openEdge', id }) };

/** Each flow is drawn once for as long as its diagram stays the same. */
interface Drawn {
  readonly diagram: string;
  readonly drawing: Drawing;
}
const drawn = new Map<FlowView['name'], Drawn>();
let snapshot: Snapshot | null = null;
let shown: Drawn | null = null;
let isDrawing = false;
let failure: { readonly diagram: string; readonly text: string } | null = null;

/** Draws a flow, unless it is drawn; where that fails, the list says it all. */
async function draw(flow: FlowView): Promise<void> {
  const { name, diagram } = flow;
  if (isDrawing) return;
  isDrawing = true;
  try {
    const known = drawn.get(name);
    shown = known?.diagram === diagram ? known : { diagram, drawing: await Drawing.draw(stage.workshop, flow, opened, (part) => stage.reveal(part)) };
    drawn.set(name, shown);
  } catch (error) {
    failure = { diagram, text: `The drawing failed: ${error instanceof Error ? error.message : String(error)}` };
    post({ type: 'failed', message: failure.text.slice(0, 2_000) });
  }
  isDrawing = false;
  update();
}

/** Brings the page to the newest snapshot: at most once a frame, however many came. */
const update = inNextFrame(() => {
  if (!snapshot) return;
  const { flow } = snapshot;
  const start = performance.now();
  const failed = failure?.diagram === flow.diagram ? failure.text : null;
  const isList = choices.isList || failed !== null;
  const bars = { snapshot, find, isList, failure: failed, post, toggleList, savePicture };
  timeTravel.update(snapshot);
  render(
    html`
      <nav class="side">${rail(snapshot, (name) => post({ type: 'flow', name }))} ${differences(snapshot)}</nav>
      ${head(bars)}
      <div class="sentences">${sentence(bars)}</div>
      <main class=${isList ? 'is-list' : ''}>${stage.element}${isList ? list(snapshot, opened) : ''}</main>
      ${legend(snapshot)} ${timeTravel.strip(snapshot)}
    `,
    page,
  );
  if (shown?.diagram === flow.diagram) {
    shown.drawing.update(flow);
    stage.show(flow.name, shown.drawing);
    find.update(shown.drawing);
    stage.settle();
  } else if (failed === null) void draw(flow);
  announcer.update(snapshot);
  // what a change costs here, ms: the bench reads it
  document.documentElement.dataset['updateMs'] = (performance.now() - start).toFixed(2);
});

function toggleList(): void {
  choices.isList = !choices.isList;
  update();
}

function savePicture(format: 'svg' | 'png'): void {
  const seen = snapshot;
  const data = seen && stage.whole((drawing) => picture(drawing, seen, format));
  post(data === null ? { type: 'failed', message: 'The drawing could not be made a picture.' } : { type: 'save', format, data });
}

onMessage(decodeToPage, (message) => {
  if (snapshot && snapshot.selected?.key !== message.selected?.key) stage.forget();
  snapshot = message;
  choices.choice = { flow: message.flow.name, window: message.window, key: message.selected?.key ?? null };
  update();
});

document.addEventListener('keydown', (event) => {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  if (ctrlKey || metaKey || altKey || (target instanceof Element && target.matches('select, input[type=text]'))) return;
  if (key === '/') {
    event.preventDefault();
    page.querySelector<HTMLInputElement>('.find input')?.focus();
  } else if (key.toLowerCase() === 'w' && snapshot?.selected) post({ type: 'why' });
  else if (key === 'Escape' && target instanceof HTMLElement) target.blur();
  else if (!choices.isList) stage.key(key);
});

keepFocus();
post({ type: 'ready', choice: choices.choice });
