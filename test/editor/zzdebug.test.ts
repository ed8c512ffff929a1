import { appendFileSync } from 'node:fs';
import { format } from 'node:util';
import { live } from './support/live';
import { access } from './workspace';
const p = (...w: unknown[]) => appendFileSync('/tmp/ch/dbg.log', format(...w) + '\n');
describe('debug', () => {
  it('pulls', async () => {
    const l = await access();
    const t0 = Date.now();
    l.source.onDidLog((line) => p(Date.now() - t0, 'log', line.text));
    l.source.onDidChangeState((s) => p(Date.now() - t0, 'state', s));
    l.source.onDidChangeSession(() => p(Date.now() - t0, 'session', l.source.session?.model.records.size, l.source.session?.settings.master.origin));
    l.config.onDidChange((s) => p(Date.now() - t0, 'config', s?.master.origin, l.config.uri?.toString(), l.config.isBroken));
    l.approval.onDidChange(() => p(Date.now() - t0, 'approval', l.approval.isGiven));
    const m = await live({ approve: false });
    p('approved', await l.approval.give(l.config.settings!), l.source.isApproved, l.source.state, l.source.session === m.session);
    for (let i = 0; i < 8; i++) { await new Promise((r) => setTimeout(r, 300));
    p(Date.now() - t0, l.source.session === m.session, m.session.model.records.size, l.approval.isGiven, l.config.folder?.toString()); }
  });
});
