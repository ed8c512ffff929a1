import { render } from 'lit';
import { isRecord } from '../../protocol/guards';
import type { Snapshot, ToEditor } from '../../protocol/timeline';
import { decodeToPage, isChoice } from '../../protocol/timelineDecode';
import { inNextFrame } from '../shared/frame';
import { onMessage, post as send, savedState, saveState } from '../shared/host';
import { page } from './page';
import type { View } from './shown';
import './page.css';

const root = document.createElement('div');
root.className = 'page';
const region = document.createElement('div');
region.className = 'visually-hidden';
region.ariaLive = 'polite';
document.body.append(root, region);

const post = (message: ToEditor): void => send(message);
const saved = savedState();
const state = isRecord(saved) ? saved : {};

let snapshot: Snapshot | null = null;
/** The editor's clock, less this one's. */
let offset = 0;
let told = '';
/** Jobs that the person opened or closed: the newest is open, the others closed, unless they are in here. */
let turned = new Set<number>();
let tab: View['tab'] = 'response';

const newestJob = (): number => snapshot?.record?.jobs[0]?.number ?? -1;
const view = (): View => ({
  isExpanded: (job) => (job === newestJob()) !== turned.has(job),
  toggle: (job) => {
    if (!turned.delete(job)) turned.add(job);
    update();
  },
  tab,
  setTab: (next) => {
    tab = next;
    update();
  },
});

/** Brings the page to the newest snapshot: at most once a frame, however many came. */
const update = inNextFrame(() => {
  if (snapshot) render(page(snapshot, Date.now() + offset, view(), post), root);
});

/** Tells a screen reader when the record has moved on; the countdown itself is not read out. */
function announce({ record }: Snapshot): void {
  const now = record ? `${record.key}: ${record.status}` : '';
  if (now !== told) region.textContent = told = now;
}

onMessage(decodeToPage, (message) => {
  if (message.type === 'reveal') return requestAnimationFrame(() => requestAnimationFrame(reveal));
  if (message.choice.key !== snapshot?.choice.key) turned = new Set();
  snapshot = message;
  offset = message.at - Date.now();
  saveState({ choice: message.choice });
  announce(message);
  update();
});

/** Brings *Why* into view, its newest decision in focus. */
function reveal(): void {
  const newest = [...root.querySelectorAll<HTMLElement>('.why [data-item]')].at(-1);
  newest?.scrollIntoView({ block: 'nearest' });
  newest?.focus();
}

// What counts down or grows goes on between two snapshots.
setInterval(() => (snapshot?.record?.bar.dueAt ?? null) !== null && update(), 500);

post({ type: 'ready', choice: isChoice(state['choice']) ? state['choice'] : null });
