import { render } from 'lit';
import { decodeToPage, isChoice, type Snapshot, type ToEditor } from '../../protocol/dashboard';
import { isRecord } from '../../protocol/guards';
import { inNextFrame } from '../shared/frame';
import { rove } from '../shared/rove';
import { onMessage, post as send, savedState, saveState } from '../shared/host';
import { Chart } from './chart';
import { dashboard } from './page';
import './page.css';

const page = document.createElement('div');
page.className = 'page';
document.body.append(page);

const arrange = rove(page);
const post = (message: ToEditor): void => send(message);

let snapshot: Snapshot | null = null;
let index: number | null = null;
const chart = new Chart((point) => {
  index = point;
  update();
});

/** Brings the page to the newest snapshot: at most once a frame, however many came. */
const update = inNextFrame(() => {
  if (!snapshot) return;
  render(dashboard(snapshot, chart.element, index, post), page);
  arrange();
});

onMessage(decodeToPage, (message) => {
  snapshot = message;
  saveState({ choice: message.choice });
  update();
  requestAnimationFrame(() => message.figures && chart.element.isConnected && chart.update(message.figures));
});

const saved = savedState();
post({ type: 'ready', choice: isRecord(saved) && isChoice(saved['choice']) ? saved['choice'] : null });
