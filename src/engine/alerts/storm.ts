import type { AlertRule, Concern } from './alert';

/** A concern; `many`: what is said of many such, after their number. Without it, each is told by itself. */
export interface Raised extends Concern {
  readonly many?: string;
}

/** Alike concerns that are told one by one, and for how long further ones are gathered then, ms, or until there are so many. */
const SINGLY = 5;
const GATHER_MS = 60_000;
const MOST = 500;

/** What came of a rule in its present minute. */
interface Gathered {
  readonly until: number;
  told: number;
  readonly waiting: Map<string, Raised>;
}

/** Makes one alert of many: of a storm the first few are told at once, the others once a minute, together. */
export class Storm {
  readonly #rules = new Map<AlertRule, Gathered>();

  /** What is to be told now. */
  take(raised: readonly Raised[], now: number): readonly Concern[] {
    const [alone, gathered] = [raised.filter(({ many }) => many === undefined), raised.filter(({ many }) => many !== undefined)];
    const rules = [...new Set(gathered.map(({ rule }) => rule))];
    return [...rules.flatMap((rule) => this.#takeRule(rule, gathered.filter((one) => one.rule === rule), now)), ...alone.map(bare)];
  }

  #takeRule(rule: AlertRule, some: readonly Raised[], now: number): readonly Concern[] {
    const present = this.#rules.get(rule);
    const isPresent = present && now < present.until && now >= present.until - GATHER_MS;
    const goesOn = present && present.told >= SINGLY && Math.abs(now - present.until) < GATHER_MS; // then the few were told
    const gathered: Gathered = isPresent ? present : { until: now + GATHER_MS, told: goesOn ? SINGLY : 0, waiting: new Map() };
    const before = gathered === present ? [] : this.#flush(rule);
    this.#rules.set(rule, gathered);
    if (gathered.told >= SINGLY) {
      for (const one of some) gathered.waiting.set(one.subject, one);
      return gathered.waiting.size >= MOST ? this.#flush(rule) : before;
    }
    const isMany = gathered.told + some.length > SINGLY;
    gathered.told += some.length;
    return [...before, ...(isMany ? parts(some).flatMap(together) : some.map(bare))];
  }

  /** What has been gathered long enough; all of it at the end of time. */
  due(now: number): readonly Concern[] {
    return [...this.#rules].flatMap(([rule, { until }]) => (until <= now || now < until - GATHER_MS ? this.#flush(rule) : []));
  }

  /** The store was emptied. */
  clear(): void {
    this.#rules.clear();
  }

  /** When something is due next, ms since 1970; Infinity: nothing waits. */
  get dueAt(): number {
    return Math.min(...[...this.#rules.values()].flatMap(({ until, waiting }) => (waiting.size > 0 ? [until] : [])));
  }

  #flush(rule: AlertRule): readonly Concern[] {
    const waiting = this.#rules.get(rule)?.waiting;
    const some = [...(waiting?.values() ?? [])];
    waiting?.clear();
    return parts(some).flatMap(together);
  }
}

function parts(all: readonly Raised[]): readonly (readonly Raised[])[] {
  return Array.from({ length: Math.ceil(all.length / MOST) }, (_, i) => all.slice(i * MOST, (i + 1) * MOST));
}

function together(some: readonly Raised[]): readonly Concern[] {
  const [first, ...others] = some;
  if (!first || some.length <= SINGLY) return some.map(bare);
  const named = some.slice(0, SINGLY).map(({ subject }) => subject).join(', ');
  const text = `${some.length} ${first.many ?? ''}: ${named} and ${some.length - SINGLY} more. The first: ${first.text}`;
  return [{ rule: first.rule, subject: first.subject, text, also: others.map(({ subject }) => subject) }];
}

const bare = ({ many: _, ...concern }: Raised): Concern => concern;
