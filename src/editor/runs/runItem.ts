import * as vscode from 'vscode';
import type { Finding, FindingKind } from '../../engine/audit/finding';
import type { Ending } from '../../engine/audit/run';
import { FINDING_WORDS } from '../../flows/report/report';
import { splitKey, statusOf } from '../../engine/record';
import type { Session } from '../../node/session';
import { commands } from '../ids';
import { plain } from '../plain';
import { labelOf, shortVersion, withoutIcons } from '../records/describe';
import { statusIcon } from '../records/look';
import { resourceOf } from '../records/resourceOf';
import { PAGE, type RunNode } from './runNodes';
import { standingOf } from './standing';
import { count, sayFigures, sayFound, sayHow, sayProgress, sayTime } from './words';

const icon = (name: string, color = 'descriptionForeground'): vscode.ThemeIcon => new vscode.ThemeIcon(name, new vscode.ThemeColor(color));

const KIND_ICONS: Readonly<Record<FindingKind, string>> = {
  unversioned: 'warning', discrepancy: 'diff', orphaned: 'debug-disconnect', drift: 'versions', missing: 'cloud-download', unchecked: 'question',
};

/** A row as VS Code draws it; its id stays as long as it stands for the same. */
export function runItem(session: Session, node: RunNode): vscode.TreeItem {
  switch (node.kind) {
    case 'run':
      return ofRun(session, node);
    case 'group':
      return ofGroup(node);
    case 'finding':
      return ofFinding(session, node);
    case 'more':
      return ofMore(node);
  }
}

function ofRun({ model }: Session, { run, isNewest }: Extract<RunNode, { kind: 'run' }>): vscode.TreeItem {
  const hasRows = isNewest && model.audits.findings.length > 0;
  const item = new vscode.TreeItem(sayTime(run.startedAt, Date.now()), hasRows ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None);
  item.id = run.id;
  item.description = run.end ? [sayFound(run), sayHow(run)].join(' · ') : [sayProgress(run, model), sayFound(run)].join(' · ');
  const waits = isNewest ? model.audits.findings.some((finding) => finding.needsPerson && standingOf(finding, run, model.records.get(finding.key)) === 'open') : run.figures.needsPerson > 0;
  item.iconPath = runIcon(run.end?.how ?? null, waits);
  item.contextValue = `run.${run.end ? 'ended' : 'running'}`;
  item.tooltip = plain([`${new Date(run.startedAt).toLocaleString()}: ${sayHow(run)}.`, `${sayFigures(run)}.`, run.end?.reason ?? ''].join(' ').trim());
  item.accessibilityInformation = { label: `Run of ${item.label as string}, ${run.end ? item.description : `${sayHow(run)}, ${item.description}`}` };
  if (!hasRows) item.command = { command: commands.openReport, title: 'Open Report', arguments: [{ kind: 'run', run, isNewest }] };
  return item;
}

function runIcon(how: Ending | null, waits: boolean): vscode.ThemeIcon {
  if (how === null) return icon('sync~spin', 'charts.blue');
  if (how === 'cancelled') return icon('circle-slash');
  if (how === 'stopped') return icon('error', 'charts.red');
  return waits ? icon('person', 'charts.purple') : icon('pass', 'charts.green');
}

function ofGroup({ run, of, count: n, shown, settled }: Extract<RunNode, { kind: 'group' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(FINDING_WORDS[of], vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${run.id} ${of}`;
  const rest = [...(shown < n ? [`the first ${count(shown)} here`] : []), ...(settled === 0 ? [] : [settled === n ? 'all put right' : `${count(settled)} put right`])];
  item.description = [count(n), ...rest].join(', ');
  item.iconPath = settled === n ? icon('pass', 'charts.green') : icon(KIND_ICONS[of]);
  item.contextValue = `group.${of}.${settled === n ? 'settled' : 'open'}`;
  item.accessibilityInformation = { label: `${FINDING_WORDS[of]}, ${item.description}` };
  return item;
}

function ofFinding(session: Session, node: Extract<RunNode, { kind: 'finding' }>): vscode.TreeItem {
  const { run, finding, standing } = node;
  const { model } = session;
  const record = model.records.get(finding.key);
  const item = new vscode.TreeItem(labelOf(finding.key));
  const word = standing === 'settled' ? 'put right' : standing === 'moving' && record ? statusOf(record) : finding.needsPerson ? 'action needed' : 'no action needed';
  item.id = `${run.id} ${finding.kind} ${finding.key}`;
  const what = finding.kind === 'unchecked' ? [finding.reason] : [finding.fields.join(', '), hasHashes(session, finding) ? '' : versions(finding)];
  item.description = withoutIcons(plain([...what, word].filter((part) => part !== '').join(' · '))); // the word last: the icon says it too, and a narrow view shows the beginning
  item.iconPath = standing === 'settled' ? icon('pass', 'charts.green') : standing === 'moving' && record ? statusIcon(statusOf(record)) : finding.needsPerson ? icon('person', 'charts.purple') : icon('info');
  item.contextValue = `finding.${finding.kind}.${standing}${finding.fields.length > 0 ? '.fields' : ''}`;
  item.tooltip = [`${finding.key}: ${word}.`, finding.reason].map(plain).join('\n');
  item.accessibilityInformation = { label: plain(`${FINDING_WORDS[finding.kind]}: ${finding.key}, ${item.description}`) };
  item.command = { command: commands.openFinding, title: 'Compare with the Master', arguments: [node] };
  return item;
}

function ofMore(node: Extract<RunNode, { kind: 'more' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(`Load ${Math.min(PAGE, node.left)} more`);
  item.id = `${node.run.id} ${node.of} +`;
  item.description = `${count(node.left)} left`;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: commands.loadMoreFindings, title: 'Load More', arguments: [node] };
  return item;
}

/** True where a version is only the hash of the content, which says nothing to a person. */
const hasHashes = (session: Session, { key }: Finding): boolean => resourceOf(session, splitKey(key)?.resource ?? '')?.shape.version.from === 'hash';

function versions({ remote, here, there }: Finding): string {
  if (here === null && there === null) return '';
  if (here === there) return `v${shortVersion(here ?? '')}`;
  return [here === null ? '' : `v${shortVersion(here)} here`, there === null ? (remote === 'there' ? 'no version there' : '') : `v${shortVersion(there)} there`].filter((part) => part !== '').join(', ');
}
