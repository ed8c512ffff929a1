import type { FlowName } from '../flow';
import { partsAtWork } from './architecture';
import { dashboardFigures } from './monitoring';
import { rungs } from './backoff';
import { runFigures } from './reconciliation';
import { statesNow } from './states';
import type { Live, World } from './world';

const NONE: Live = { nodes: {}, edges: {} };

/** What a flow shows of the present beside counts and paths. The same boxes have a figure at any time. */
export function liveOf(name: FlowName, world: World): Live {
  switch (name) {
    case 'state-machine':
    case 'error-handling':
    case 'version-conflict':
      return statesNow(name, world);
    case 'architecture':
      return partsAtWork(world);
    case 'reconciliation':
      return runFigures(world);
    case 'monitoring':
      return dashboardFigures(world);
    case 'backoff':
      return rungs(world);
    case 'overall-sync':
    case 'validation':
    case 'timeline':
      return NONE;
  }
}
