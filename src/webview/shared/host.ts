import { Gate } from '../../protocol/gate';

/** VS Code's side of a page. It is there once, so it stays in here. */
const api = acquireVsCodeApi();
declare function acquireVsCodeApi(): { postMessage(message: unknown): void; getState(): unknown; setState(state: unknown): void };

/** Sends one message of the page's protocol to the editor. */
export const post = <T extends { readonly type: string }>(message: T): void => api.postMessage(message);

/** What the page kept over a reload; decode it. View choices only, never records. */
export const savedState = (): unknown => api.getState();

/** Keeps view choices over a reload. */
export const saveState = (state: Readonly<Record<string, unknown>>): void => api.setState(state);

/** Hears what the editor sends and the decoder knows, and counts the rest on the document; other windows are not heard. */
export function onMessage<T>(decode: (value: unknown) => T | null, listener: (message: T) => void): void {
  const gate = new Gate(decode);
  window.addEventListener('message', ({ origin, data }) => {
    if (origin !== window.origin) return;
    const message = gate.take(data, performance.now());
    document.documentElement.dataset['dropped'] = String(gate.dropped);
    if (message !== null) listener(message);
  });
}
