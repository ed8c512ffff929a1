import { STATUSES, type Status } from '../../engine/status';
import { box, type BoxFigure, type Live, type World } from './world';
import { count, many } from '../words';

/** The boxes of D3 and D9 that are a state of D2. */
const BOXES = {
  'error-handling': { processing: 'PROCESSING', validationFailed: 'VALIDATION_FAILED', skipped: 'SKIPPED', versionConflict: 'VERSION_CONFLICT', synced: 'SYNCED', retryPending: 'RETRY_PENDING', deadLetter: 'DEAD_LETTER', error: 'ERROR' },
  'version-conflict': { task: 'VERSION_CONFLICT' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Status>>>>;

/** How many records are in each state that a flow draws. */
export function statesNow(name: 'state-machine' | keyof typeof BOXES, { model }: World): Live {
  const figure = (status: Status): BoxFigure => box(count(model.count(status)), '000,000', `${many(model.count(status), 'record')} in ${status}`, status === 'PROCESSING' && model.count(status) > 0 ? 'moving' : 'plain');
  const boxes: Readonly<Record<string, Status>> = name === 'state-machine' ? Object.fromEntries(STATUSES.map((status) => [status, status])) : BOXES[name];
  return { nodes: Object.fromEntries(Object.entries(boxes).map(([id, status]) => [id, figure(status)])), edges: {} };
}
