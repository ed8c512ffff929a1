import type { Choice, RecordView, Snapshot, ToEditor } from '../../protocol/timeline';

/** What every part of the page gets. */
export interface Shown {
  readonly snapshot: Snapshot;
  readonly record: RecordView;
  /** ms since 1970, by the editor's clock. */
  readonly now: number;
  readonly post: (message: ToEditor) => void;
  readonly choose: (part: Partial<Choice>) => void;
  readonly view: View;
}

/** What is opened and closed on the page itself. */
export interface View {
  /** True for a job whose attempts are listed; the newest is at first. */
  readonly isExpanded: (job: number) => boolean;
  readonly toggle: (job: number) => void;
  /** Which half of the exchange is seen where there is no room for both. */
  readonly tab: 'request' | 'response';
  readonly setTab: (tab: 'request' | 'response') => void;
}
