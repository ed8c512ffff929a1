import { strict as assert } from 'node:assert';
import { NO_FIGURES, type AuditRun } from '../../../src/engine/audit/run';
import type { Finding } from '../../../src/engine/audit/finding';
import { reportCsv } from '../../../src/flows/report/csv';
import { reportHtml } from '../../../src/flows/report/html';
import { reportMarkdown } from '../../../src/flows/report/markdown';
import { reportJson, type Report } from '../../../src/flows/report/report';

const run: AuditRun = {
  problems: [], id: 'r', startedAt: Date.UTC(2026, 0, 4, 2), movedAt: Date.UTC(2026, 0, 4, 2, 1), by: 'schedule', scope: {}, end: { at: Date.UTC(2026, 0, 4, 2, 1), how: 'complete', reason: null },
  figures: { ...NO_FIGURES, checked: 10_000, matched: 9_953, needsPerson: 12, kinds: { ...NO_FIGURES.kinds, drift: 47 } },
};
const finding = (key: string): Finding => ({ key, kind: 'drift', remote: 'there', here: '1', there: '2', fields: ['name', 'e|mail'], needsPerson: true, reason: 'Because.' });
const report = (...keys: string[]): Report => ({ run, findings: keys.map(finding) });

describe('the report of a reconciliation', () => {
  it('words its figures as D6 mails them', () => {
    const text = reportMarkdown(report());
    for (const line of ['| Total checked | 10,000 |', '| Discrepancies | 47 |', '| Actions needed | 12 |']) assert.ok(text.includes(line), line);
    assert.match(text, /^All resources, started 2026-01-04 02:00:00 UTC by schedule; complete in 1 min 0 s\.$/m);
  });

  it('cuts a version that is a hash in the preview, and nowhere else', () => {
    const [hash, time] = ['9f1c5f2b8c0de8a4b77c1f6a2f4b30e1c9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4', '2026-11-29T15:39:03.123Z'];
    const hashed: Report = { run, findings: [{ ...finding('accounts/1'), here: hash, there: time }] };
    assert.ok(reportMarkdown(hashed).includes(`| accounts/1 | 9f1c5f2b8c0d… | ${time} |`), reportMarkdown(hashed));
    for (const write of [reportHtml, reportCsv, reportJson]) assert.ok(write(hashed).includes(hash));
  });

  it('row 94: no cell of the CSV can be a formula', () => {
    for (const evil of ['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '\ufeff=1', '＝1']) {
      const csv = reportCsv(report(evil));
      assert.ok(csv.includes(`\r\n"'${evil.replaceAll('"', '""')}","Version drift"`), csv);
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

  it('is safe in each column of a hostile record', () => {
    const evil = '=cmd()"<script>alert(1)</script>\r\n@SUM(A1)';
    const hostile: Report = { run, findings: [{ key: evil, kind: 'drift', remote: 'there', here: evil, there: evil, fields: [evil, evil], needsPerson: true, reason: evil }] };
    const cells = [...reportCsv(hostile).matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = '']) => cell).slice(7);
    assert.equal(cells.length, 7);
    for (const cell of cells) assert.doesNotMatch(cell, /^\s*[=+\-@]/);
    const page = reportHtml(hostile);
    assert.equal(page.match(/&lt;script&gt;/g)?.length, 6);
    assert.doesNotMatch(page, /<script|<(img|link|iframe|object|base|form)\b|\son\w+=|url\(|@import/i);
  });

  it('keeps everything in JSON', () => {
    const { findings, figures, startedAt, end } = JSON.parse(reportJson(report('accounts/1'))) as { findings: Finding[]; figures: unknown; startedAt: string; end: { at: string } };
    assert.deepEqual([startedAt, end.at], ['2026-01-04T02:00:00.000Z', '2026-01-04T02:01:00.000Z']);
    assert.deepEqual(findings, [finding('accounts/1')]);
    assert.deepEqual(figures, run.figures);
  });
});
