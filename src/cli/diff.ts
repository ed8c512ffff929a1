import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { canonical, isSame, without } from '../engine/canonical';
import { blanked } from '../engine/exchange';
import type { Side } from '../engine/merge';
import type { Accepted } from '../engine/record';
import { plain } from '../flows/sentence';
import { conflictView, type Conflict } from './conflicts';

/** Both sides of a conflict against its base, as unified diffs. */
export interface Diff {
  readonly remote: string;
  readonly local: string;
  /** What the diffs cannot show. */
  readonly notes: readonly string[];
}

/** What changed there and here: keys in canonical order, without what the master sets by itself, sensitive values blanked. */
export function diffOf(conflict: Conflict): Diff {
  const { record: { key, base, local, localRevision }, job: { remote }, resource } = conflict;
  const text = (content: Accepted['content'] | undefined): string =>
    content ? `${JSON.stringify(blanked(JSON.parse(canonical(without(content, [...resource.uncompared]))), resource.sensitive), null, 2).replace(UNSEEN, escape)}\n` : '';
  const patch = (name: string, content: Accepted['content'] | undefined, head: string): string =>
    createTwoFilesPatch('base', name, text(base?.content), text(content), `${plain(key)}, ${headOf(base)}`, `${plain(key)}, ${head}`, { context: 3, headerOptions: FILE_HEADERS_ONLY });
  const hidden = conflictView(conflict).fields.filter((field) => (field.by !== 'local' && isBlank(field.base, field.remote)) || (field.by !== 'remote' && isBlank(field.base, field.local)));
  return {
    remote: patch('remote', remote?.content, remote ? headOf(remote) : 'deleted'),
    local: patch('local', local, `revision ${localRevision}`),
    notes: hidden.length > 0 ? [`Changed, but not shown because it is sensitive: ${plain(hidden.map(({ path }) => path).join(', '))}`] : [],
  };
}

const headOf = (state: Accepted | null): string => (state ? `version ${plain(state.version ?? '?')}` : 'none');

/** True where blanking has made a change invisible. */
const isBlank = (base: Side, side: Side): boolean => base !== undefined && side !== undefined && isSame(base, side);

/** What a terminal would obey instead of showing. */
const UNSEEN = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
