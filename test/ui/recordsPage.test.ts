import { Selection } from '../../src/editor/recordsPage/selection';
import { snapshotOf } from '../../src/editor/recordsPage/snapshot';
import { FIRST_VIEW, type Snapshot, type ToEditor } from '../../src/protocol/records';
import { openPageAlone, type PageAlone } from '../support/pageAlone';

describe('The Records page without records', () => {
  let alone: PageAlone<ToEditor>;
  before(async () => {
    alone = await openPageAlone<ToEditor>('records');
  });
  after(() => alone?.close());

  const empty = (obstacle: Snapshot['obstacle'], canPull: boolean): Snapshot =>
    snapshotOf(null, null, { turn: 0, view: FIRST_VIEW, listed: null, range: { from: 0, to: 0 }, key: null, selection: new Selection(), selected: null, obstacle, canPull, notice: null }, 0);

  it('has the icon of what leads on', async () => {
    await alone.post(empty({ kind: 'notApproved', why: 'Nothing is sent before you approve it.', action: 'Approve' }, false));
    await alone.page.locator('.empty .codicon-shield').waitFor();
    await alone.post(empty({ kind: 'connected', why: '', action: 'Test' }, true));
    await alone.page.locator('.empty .codicon-cloud-download').waitFor();
  });
});
