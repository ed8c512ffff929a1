import { render } from 'lit';
import { Gate } from '../../protocol/gate';
import { decodeToPage, type Snapshot, type ToEditor } from '../../protocol/stateMachine';
import { onMessage, post as send, savedState, saveState } from '../shared/host';
import { Announcer } from './announcer';
import { Choices } from './choices';
import { frame } from './chrome';
import { Drawing, type Opened } from './drawing';
import { list } from './list';
import { rove } from './roving';
import { Stage } from './stage';
import './page.css';

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
const opened: Opened = {
  state: (status) => post({ type: 'openState', status }),
  edge: (edge) => post({ type: 'openEdge', edge }),
};

let snapshot: Snapshot | null = null;
let drawing: Drawing | null = null;
let failure: string | null = null;
let isAwaitingFrame = false;

/** Draws once, with the first snapshot; where that fails, the list says it all. */
async function draw(first: Snapshot): Promise<void> {
  try {
    drawing = await Drawing.draw(stage.element, first, opened);
    const { states, edges } = drawing.buttons;
    stage.show(drawing.svg, () => states.find((state) => state.classList.contains('is-here')) ?? states.find(({ dataset }) => dataset['status'] === 'PROCESSING'));
    for (const buttons of [states, edges]) rove(buttons, (button) => stage.reveal(button));
  } catch (error) {
    failure = `The drawing failed: ${error instanceof Error ? error.message : String(error)}`;
    post({ type: 'failed', message: failure.slice(0, 2_000) });
  }
  update();
}

/** Brings the page to the newest snapshot: at most once a frame, however many came. */
function update(): void {
  if (isAwaitingFrame) return;
  isAwaitingFrame = true;
  requestAnimationFrame(() => {
    isAwaitingFrame = false;
    if (!snapshot) return;
    const isList = choices.isList || failure !== null;
    const tables = isList ? list(snapshot, opened) : null;
    render(frame({ snapshot, stage: stage.element, tables, failure, post, toggleList }), page);
    drawing?.update(snapshot);
    stage.settle();
    announcer.update(snapshot);
  });
}

function toggleList(): void {
  choices.isList = !choices.isList;
  update();
}

const gate = new Gate(decodeToPage);
onMessage((data) => {
  const message = gate.take(data, performance.now());
  document.documentElement.dataset['dropped'] = String(gate.dropped);
  if (!message) return;
  const isFirst = snapshot === null;
  snapshot = message;
  choices.key = message.selected?.key ?? null;
  update();
  if (isFirst) requestAnimationFrame(() => void draw(message));
});

document.addEventListener('keydown', ({ key, ctrlKey, metaKey, altKey }) => {
  if (!ctrlKey && !metaKey && !altKey && !choices.isList) stage.key(key);
});

post({ type: 'ready', key: choices.key });
