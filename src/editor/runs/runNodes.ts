import { FINDINGS, type Finding, type FindingKind } from '../../engine/audit/finding';
import type { AuditRun } from '../../engine/audit/run';
import type { Session } from '../../node/session';
import { standingOf, type Standing } from './standing';

/** Findings of one kind that are shown at once; more come on demand. */
export const PAGE = 200;

/** A row of the Runs view. Only the newest run has rows below it. */
export type RunNode =
  | { readonly kind: 'run'; readonly run: AuditRun; readonly isNewest: boolean }
  | { readonly kind: 'group'; readonly run: AuditRun; readonly of: FindingKind; readonly count: number; readonly shown: number; readonly settled: number }
  | { readonly kind: 'finding'; readonly run: AuditRun; readonly finding: Finding; readonly standing: Standing }
  | { readonly kind: 'more'; readonly run: AuditRun; readonly of: FindingKind; readonly left: number };

/** What the rows are, without anything of VS Code: runs newest first, kinds gravest first, findings in pages. */
export class RunNodes {
  readonly #limits = new Map<string, number>();

  roots({ model }: Session): RunNode[] {
    return model.audits.runs.map((run, i) => ({ kind: 'run', run, isNewest: i === 0 }));
  }

  children(session: Session, node: RunNode): RunNode[] {
    if (node.kind === 'run' && node.isNewest) return groups(session, node.run);
    return node.kind === 'group' ? this.#page(session, node) : [];
  }

  /** One more page of a kind. */
  more({ run, of }: Extract<RunNode, { kind: 'more' }>): void {
    this.#limits.set(`${run.id} ${of}`, this.#limit(run, of) + PAGE);
  }

  #page(session: Session, { run, of }: Extract<RunNode, { kind: 'group' }>): RunNode[] {
    const all = findingsOf(session, run, of);
    const limit = this.#limit(run, of);
    const rows = all.slice(0, limit).map((finding): RunNode => ({ kind: 'finding', run, finding, standing: standing(session, run, finding) }));
    return all.length > limit ? [...rows, { kind: 'more', run, of, left: all.length - limit }] : rows;
  }

  #limit({ id }: AuditRun, of: FindingKind): number {
    return this.#limits.get(`${id} ${of}`) ?? PAGE;
  }
}

function groups(session: Session, run: AuditRun): RunNode[] {
  return FINDINGS.flatMap((of) => {
    const all = findingsOf(session, run, of);
    const settled = all.filter((finding) => standing(session, run, finding) === 'settled').length;
    return all.length > 0 ? [{ kind: 'group', run, of, count: run.figures.kinds[of], shown: all.length, settled } as const] : [];
  });
}

/** The findings of one kind that are at hand: those of the newest run. */
export const findingsOf = ({ model }: Session, { id }: AuditRun, of: FindingKind): readonly Finding[] =>
  model.audits.runs[0]?.id === id ? model.audits.findings.filter(({ kind }) => kind === of) : [];

const standing = ({ model }: Session, run: AuditRun, finding: Finding): Standing => standingOf(finding, run, model.records.get(finding.key));

/** True for a row of the Runs view. */
export const isRunNode = (value: unknown): value is RunNode =>
  typeof value === 'object' && value !== null && 'kind' in value && 'run' in value && ['run', 'group', 'finding', 'more'].some((kind) => kind === value.kind);
