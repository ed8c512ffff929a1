import { strict as assert } from 'node:assert';
import { NO_FIGURES, type AuditRun } from '../../../src/engine/audit/run';
import type { Finding } from '../../../src/engine/audit/finding';
import { reportCsv } from '../../../src/flows/report/csv';
import { reportHtml } from '../../../src/flows/report/html';
import { reportMarkdown } from '../../../src/flows/report/markdown';
import { reportJson, type Report } from '../../../src/flows/report/report';

const run: AuditRun = {
  id: 'r', startedAt: Date.UTC(2026, 0, 4, 2), by: 'schedule', scope: {}, end: { at: Date.UTC(2026, 0, 4, 2, 1), how: 'complete', reason: null },
  figures: { ...NO_FIGURES, checked: 10_000, matched: 9_953, needsPerson: 12, kinds: { ...NO_FIGURES.kinds, drift: 47 } },
};
const finding = (key: string): Finding => ({ key, kind: 'drift', remote: 'there', here: '1', there: '2', fields: ['name', 'e|mail'], needsPerson: true, reason: 'Because.' });
const report = (...keys: string[]): Report => ({ run, findings: keys.map(finding) });

describe('the report of a reconciliation', () => {
  it('words its figures as D6 mails them', () => {
    const text = reportMarkdown(report());
    for (const line of ['| Total checked | 10,000 |', '| Discrepancies | 47 |', '| Actions needed | 12 |']) assert.ok(text.includes(line), line);
    assert.match(text, /Started 2026-01-04 02:00:00 UTC by schedule; complete\./);
  });

  it('row 94: no cell of the CSV can be a formula', () => {
    for (const evil of ['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1']) {
      const [, row = ''] = reportCsv(report(evil)).split('\r\n');
      assert.ok(row.startsWith(`"'${evil.replaceAll('"', '""')}"`), row);
    }
    assert.ok(reportCsv(report('accounts/1')).includes('"accounts/1","Version drift","1","2","name, e|mail","yes","Because."'));
  });

  it('says in Markdown and HTML what an id says, and nothing more', () => {
    const evil = 'accounts/<img src=x>|[a](command:b) https://evil.test `c` *d*';
    const markdown = reportMarkdown(report(evil));
    assert.ok(!/<img|[^\\]\[a\]|https:\/\/|[^\\]`c`/.test(markdown), markdown);
    const html = reportHtml(report(evil));
    assert.ok(html.includes('accounts/&lt;img src=x&gt;|[a](command:b)') && !html.includes('<img'));
    assert.ok(html.includes("default-src 'none'") && !/<script|src=["']|href=/.test(html));
  });

  it('keeps everything in JSON', () => {
    const { findings, figures } = JSON.parse(reportJson(report('accounts/1'))) as { findings: Finding[]; figures: unknown };
    assert.deepEqual(findings, [finding('accounts/1')]);
    assert.deepEqual(figures, run.figures);
  });
});
