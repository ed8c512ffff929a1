import { render } from 'lit';
import { isCount, isRecord } from '../../protocol/guards';
import { decodeToPage, FIRST_VIEW, isKeptList, isView, type Column, type Snapshot, type ToEditor, type View } from '../../protocol/records';
import { inNextFrame } from '../shared/frame';
import { onMessage, post as send, savedState, saveState } from '../shared/host';
import { page } from './page';
import './page.css';
import { Table } from './table';

const root = document.createElement('div');
root.className = 'page';
document.body.append(root);

const post = (message: ToEditor): void => send(message);

const saved = savedState();
const kept = isRecord(saved) ? { view: isView(saved['view']) ? saved['view'] : null, list: isKeptList(saved['list']) ? saved['list'] : null, top: isCount(saved['top']) ? saved['top'] : 0 } : { view: null, list: null, top: 0 };

let snapshot: Snapshot | null = null;
let view: View = kept.view ?? FIRST_VIEW;
let turn = 0;
let isConnected = false;

/** Looks at something else: shown at once, and the rows follow. */
function choose(part: Partial<View>): void {
  view = { ...view, ...part };
  turn += 1;
  table.restart();
  post({ type: 'choose', view, turn });
  update();
}

/** By another column, or by the same the other way. */
const sort = (column: Column): void => choose({ column, isDown: column === view.column && !view.isDown });

const toFilter = (): void => document.querySelector<HTMLInputElement>('#filter')?.select();

const table = new Table({ post, sort, filter: toFilter, onMove: () => update() }, kept.top);

/** Draws the newest: at most once a frame, however much came. */
const update = inNextFrame(() => {
  if (!snapshot) return;
  render(page({ snapshot, view, visible: table.list.visible, table: table.element, post, choose }), root);
  if (table.element.isConnected) connect();
  // a list too long to be kept does not come back as all records
  saveState({ view: snapshot.title !== null && snapshot.list === null ? FIRST_VIEW : view, list: snapshot.list, top: Math.round(table.list.top) });
});

/** The table can be measured once it is in the page, for the first time or again. */
function connect(): void {
  if (isConnected) return;
  isConnected = true;
  table.list.connect(snapshot?.total ?? 0);
  if (snapshot) table.update(snapshot);
  if (document.activeElement === document.body) table.focus();
  update();
}

onMessage(decodeToPage, (message) => {
  const isOther = snapshot !== null && message.turn >= turn && JSON.stringify([message.title, message.view]) !== JSON.stringify([snapshot.title, view]);
  snapshot = message;
  // what the person chose since is newer than this
  if (message.turn >= turn) ({ turn, view } = message);
  if (isOther) table.restart();
  if (isConnected) table.update(message);
  update();
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.target === table.element) return;
  event.preventDefault();
  table.focus();
});

post({ type: 'ready', view: kept.view, list: kept.list, range: table.first(kept.top) });
