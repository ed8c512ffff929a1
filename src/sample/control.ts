import type { Accounts } from './accounts';
import { empty, json, problem, type Answer } from './answer';
import { decodeFault, FAULTS, type Faults } from './faults';
import type { RequestLog } from './requestLog';

/** What the control endpoint shows and changes. */
export interface Controlled {
  readonly accounts: Accounts;
  readonly faults: Faults;
  readonly log: RequestLog;
}

const HELP = {
  about: 'The sample master API: the accounts are at /accounts; this is where its faults are switched on.',
  'POST /_control/faults': 'Switches a fault on, as in {"fault":"500","times":1,"id":"42","method":"PUT","retryAfter":5,"delayMs":0}; only fault is needed.',
  'GET /_control/faults': 'The faults that wait, with how many requests each has left.',
  'DELETE /_control/faults': 'Switches all faults off.',
  'GET /_control/log': 'How many requests there were, the last 1000 of them, and how many writes were applied to each account.',
  faults: FAULTS,
};

/** Answers requests below `/_control`. */
export function control(method: string, path: string, body: string, { accounts, faults, log }: Controlled): Answer {
  switch (`${method} ${path}`) {
    case 'GET /_control':
      return json(200, HELP);
    case 'GET /_control/faults':
      return json(200, faults.list());
    case 'POST /_control/faults': {
      const fault = decodeFault(body);
      if (typeof fault === 'string') return problem(400, fault);
      faults.add(fault);
      return json(201, fault);
    }
    case 'DELETE /_control/faults':
      faults.clear();
      return empty(204);
    case 'GET /_control/log':
      return json(200, { total: log.total, requests: log.list(), writes: [...accounts.writes].map(([id, count]) => ({ id, count })) });
    default:
      return problem(404, 'The control endpoint has no such thing; GET /_control says what it has.');
  }
}
