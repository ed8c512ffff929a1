import { FINDINGS } from '../../engine/audit/finding';
import { FINDING_WORDS, figureRows, headline, nothingFound, versionHere, versionThere, type Report } from './report';

/** The report as Markdown, for the editor's preview. `most`: findings of each kind that are listed; the rest is counted. */
export function reportMarkdown({ run, findings }: Report, most = Infinity): string {
  const lines = ['# Reconciliation report', '', mdText(headline(run)), '', '| | |', '|---|---:|', ...figureRows(run).map(({ what, count, isPart }) => `| ${isPart ? '&emsp;' : ''}${what} | ${count.toLocaleString('en-US')} |`), ''];
  for (const kind of FINDINGS) {
    const some = findings.filter((finding) => finding.kind === kind);
    if (some.length === 0) continue;
    lines.push(`## ${FINDING_WORDS[kind]} (${some.length.toLocaleString('en-US')})`, '', '| Record | Here | There | Fields | Action | Why |', '|---|---|---|---|---|---|');
    lines.push(...some.slice(0, most).map((f) => `| ${[f.key, brief(versionHere(f)), brief(versionThere(f)), f.fields.join(', '), f.needsPerson ? '**needed**' : 'none', f.reason].map((text, i) => (i === 4 ? text : mdText(text))).join(' | ')} |`), '');
    if (some.length > most) lines.push(`The first ${most.toLocaleString('en-US')} are shown; a saved report has all ${some.length.toLocaleString('en-US')}.`, '');
  }
  if (findings.length === 0) lines.push(nothingFound(run), '');
  return lines.join('\n');
}

/** A version that the preview has room for: it breaks no word, and a hash says nothing to a person. */
const brief = (version: string): string => (version.length > 32 ? `${version.slice(0, 12)}…` : version);

/** Text from outside in Markdown: no markup, no table, no link. */
const mdText = (text: string): string => text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]()#|~!]/g, '\\$&').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(/:(?=\/\/)/g, '&#58;').replaceAll('@', '&#64;').replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}&#46;`);
