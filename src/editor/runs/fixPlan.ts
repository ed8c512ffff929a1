import { seenIn, type Finding } from '../../engine/audit/finding';
import type { Fix } from '../../engine/audit/fix';
import { splitKey } from '../../engine/record';
import { recordUrl } from '../../engine/request';
import type { Session } from '../../node/session';
import { plain } from '../plain';
import { labelOf, shortVersion } from '../records/describe';
import { resourceOf } from '../records/resourceOf';
import { canFix } from './standing';
import { count } from './words';

/** Lines that a plan shows; the rest is counted. */
const LINES = 10;

/** What would be done about findings, before anything is. */
export interface FixPlan {
  readonly fixes: readonly Fix[];
  readonly question: string;
  readonly detail: string;
}

/** Plans to take the master's side, or to write the local one over it; findings for which that cannot be are left out and counted. */
export function planFix(session: Session, findings: readonly Finding[], how: Fix['how']): FixPlan {
  const chosen = findings.filter(({ kind }) => canFix(how, kind));
  const lines = chosen.slice(0, LINES).map((finding) => (how === 'push' ? pushLine(session, finding) : acceptLine(finding)));
  const rest = [
    ...(chosen.length > LINES ? [`… and ${count(chosen.length - LINES)} more`] : []),
    '',
    ...(findings.length > chosen.length ? [`${count(findings.length - chosen.length)} of those chosen cannot be put right this way and stay as they are.`] : []),
    ...(how === 'push' ? pushNotes(session) : ['Nothing is sent. A record that is edited here by then is left alone.']),
  ];
  const records = chosen.length === 1 ? '1 record' : `${count(chosen.length)} records`;
  return {
    fixes: chosen.map((finding) => ({ key: finding.key, how, seen: seenIn(finding) })),
    question: how === 'push' ? `Push ${records} to the master?` : `Accept the master’s side of ${records}?`,
    detail: [...lines, ...rest].join('\n'),
  };
}

/** "PUT /accounts/42 over version 9". */
function pushLine(session: Session, { key, kind, there }: Finding): string {
  const { resource: name, id } = splitKey(key) ?? { resource: '', id: '' };
  const resource = resourceOf(session, name);
  if (!resource) return labelOf(key);
  const path = plain(new URL(recordUrl(session.settings.master.baseUrl, resource, id)).pathname);
  if (kind === 'orphaned') return `${resource.update.method} ${path}, created again`;
  return `${resource.update.method} ${path} over ${there === null ? 'what is there' : `version ${plain(shortVersion(there))}`}`;
}

function acceptLine({ key, kind, here, there }: Finding): string {
  if (kind === 'orphaned') return `${labelOf(key)} is removed here`;
  const to = there === null ? 'as the master has it' : `version ${plain(shortVersion(there))}`;
  if (kind === 'missing') return `${labelOf(key)} is added, ${to}`;
  return `${labelOf(key)} becomes ${to}${here === null || here === there ? '' : `, was ${plain(shortVersion(here))}`}`;
}

function pushNotes({ model, settings }: Session): readonly string[] {
  const waits = settings.sync.readOnly ? ['The configuration is read-only: they wait.'] : (model.mode ?? settings.sync.mode) === 'manual' ? ['In manual mode they wait until they are sent.'] : [];
  return ['Each is read again first, and left alone where the master shows something else by then.', ...waits];
}
