import type { Outcome } from '../../engine/entry';
import { plain } from '../sentence';
import { shortVersion } from './changes';
import type { Decision, Rules, Tone } from './decision';
import { cameOf, isFine, played, shownVersion, type Played } from './exchanges';
import type { StepOf } from '../history';
import { outcomeDecisions } from './outcome';
import { say, span, type Part } from './parts';

/** What a finished attempt decided: each thing that was asked or sent, then what its outcome is made of (D3, D5, D9). `isNewest`: in full; earlier attempts in short. */
export function attemptDecisions(step: StepOf<'finished'>, rules: Rules, isNewest: boolean): Decision[] {
  const { seq, at, fact } = step;
  const roles = played(fact.exchanges);
  const asked = roles.map((one, i): Decision => {
    const [title, detail] = told(one, roles.slice(i + 1), step, rules);
    const [icon, tone] = look(one);
    return { icon, tone, title: i === 0 ? `Attempt ${fact.attempt}: ${title}` : capital(title), detail, at: one.exchange.at === undefined ? at : one.exchange.at + one.exchange.ms, seq, isLogged: true };
  });
  const judged = outcomeDecisions(step, rules, isNewest);
  const warning = fact.warning === undefined ? [] : [{ icon: 'warning', tone: 'waits', title: 'Warning', detail: say`${plain(fact.warning)}`, at, seq, isLogged: true } as const];
  return [...asked, ...judged, ...warning];
}

const capital = (title: string): string => title.charAt(0).toUpperCase() + title.slice(1);

function look({ exchange, role }: Played): readonly [string, Tone] {
  if (role !== 'write') return ['eye', 'rest'];
  return isFine(exchange) || typeof exchange.status === 'string' ? ['sync', 'moves'] : ['symbol-number', 'rest'];
}

/** Title and detail of one exchange. `later`: what followed in the same attempt. */
function told(one: Played, later: readonly Played[], { before, fact }: StepOf<'finished'>, { resource }: Rules): readonly [string, readonly Part[]] {
  const { exchange, role, times } = one;
  const { method, status } = exchange;
  const base = before?.base ?? null;
  const based = base === null ? [', nothing to base it on'] : base.version === null ? [] : say`, base ${shortVersion(base.version)}`;
  const seen = shownVersion(exchange, resource);
  const version = seen === null ? [] : say` version ${seen}`;
  switch (role) {
    case 'look': {
      const title = 'look before sending';
      if (status === 404 || status === 410) return [title, say`${[method]} ${status}: ${[later.length > 0 ? 'not there yet, so it is sent' : 'it is not at the master']}`];
      if (!isFine(exchange)) return [title, cameOf(exchange)];
      if (later.length === 0) return [title, say`${[method]}${version}${based}`];
      const isBase = seen !== null && base?.version !== null && seen === shortVersion(base?.version ?? '');
      const earlier = (before?.job?.sent.length ?? 0) > 1;
      if (isBase) return [title, say`${[method]}${version} = base ${[seen]}${[earlier ? ', not what was sent: send again' : ': send']}`];
      return [title, say`${[method]}${version}: ${[earlier ? 'an earlier write had arrived, what was typed since is sent' : 'what is there is known, so it is sent']}`];
    }
    case 'remote':
      return ['look at the remote', isFine(exchange) ? say`${[method]}${version}${based}` : cameOf(exchange)];
    case 'readBack':
      return [times > 1 ? `read back ${times} times` : 'read back', isFine(exchange) ? say`${[method]}${version}${based}` : cameOf(exchange)];
    case 'write':
      if (typeof status === 'string') return [`${method}, no answer`, say`${cameOf(exchange)}${[isUnsure(fact.outcome) ? ', so the write may have arrived' : ', so nothing was written']}`];
      if (isFine(exchange)) return [method, say`${status} in ${[span(exchange.ms)]}`];
      return [`HTTP status? ${status >= 500 ? '5xx' : status}`, cameOf(exchange)];
  }
}

const isUnsure = (outcome: Outcome): boolean => 'isUnsure' in outcome && outcome.isUnsure;
