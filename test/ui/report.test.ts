import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { FINDINGS, type Finding } from '../../src/engine/audit/finding';
import { NO_FIGURES, type AuditRun } from '../../src/engine/audit/run';
import { reportHtml } from '../../src/flows/report/html';
import { launchBrowser } from '../../src/sample/host/browser';

const run: AuditRun = { id: 'r', startedAt: 0, problems: [], movedAt: 0, by: 'person', scope: {}, end: { at: 60_000, how: 'complete', reason: null }, figures: { ...NO_FIGURES, checked: 60 } };
const FIELDS = ['name', 'email', 'address.postalCode', 'contacts[0].telephoneNumberOfTheOffice', 'preferences.notifications.weeklyDigest', 'industryClassificationCode'];
const HASH = 'sha256-9f1c5f2b8c0de8a4b77c1f6a2f4b30e1c9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4';
const findings = Array.from({ length: 60 }, (_, i): Finding => ({
  key: i % 5 === 0 ? `customer-relationships/0b8f6a52-7a1e-4c5f-9d0e-2f7f3c1b9a10:urn:example:${i}` : `accounts/${i}`,
  kind: FINDINGS[i % FINDINGS.length] ?? 'drift', remote: 'there', here: i % 3 === 0 ? HASH : String(i), there: i % 4 === 0 ? '2026-11-29T15:39:03.123456Z' : String(i + 1),
  fields: [...FIELDS, ...FIELDS, ...FIELDS].slice(0, i % 19), needsPerson: i % 2 === 0,
  reason: i % 2 === 0 ? 'The master has version 12.' : 'GET https://api.example.com/v2/tenants/acme-corporation-international/accounts/0b8f6a52-7a1e-4c5f-9d0e-2f7f3c1b9a10?include=everything answered 500, and nothing was read.',
}));

describe('The report of a reconciliation as a page', () => {
  let profile: string;
  let browser: BrowserContext;
  before(async () => {
    profile = await mkdtemp(join(tmpdir(), 'report-'));
    browser = await launchBrowser(profile);
  });
  after(async () => {
    await browser?.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  it('is read at any width: no page to be scrolled sideways, no column of single letters', async () => {
    const page = await browser.newPage();
    await page.setContent(reportHtml({ run, findings }));
    for (const width of [1200, 900, 600]) {
      await page.setViewportSize({ width, height: 900 });
      const found = await page.evaluate<{ page: number; narrowest: number; tallest: number }>(`({
        page: document.documentElement.scrollWidth,
        narrowest: Math.min(...[...document.querySelectorAll('thead th')].map((each) => each.clientWidth)),
        tallest: Math.max(...[...document.querySelectorAll('tbody tr')].map((each) => each.clientHeight)),
      })`);
      assert.ok(found.page <= width, `${found.page} px at ${width}`);
      assert.ok(found.narrowest >= 56 && found.tallest < 700, `${JSON.stringify(found)} at ${width}`);
    }
  });
});
