import { idText } from './stages';
import type { PageIssue, ReadPage } from './pages';
import type { Resource } from './resource';
import type { ListRule } from './settings';

/** A list in numbered pages. */
type Numbered = Extract<ListRule, { style: 'page' }>;

/**
 * What a numbered page is, seen from those before it: itself, maybe the last; null where the list was over before it; or what is wrong.
 * `before`: the page before it; `read`: records of all pages before it.
 */
export function numbered(page: ReadPage | PageIssue, before: ReadPage | null, read: number, { shape }: Resource, { size, parameter }: Numbered): ReadPage | PageIssue | null {
  const total = before?.total ?? null;
  if ('issue' in page) {
    const isOver = total === null ? page.isBehind && (before !== null || read < 0) : read >= total;
    return page.is === 'refused' && isOver ? null : page;
  }
  const count = page.items.length;
  if (count === 0 && total !== null && read < total && read >= 0) return { issue: `The list ends after ${read} of ${total} records.`, is: 'unusable', isBehind: false };
  if (before && isSamePage(before, page, shape.id)) {
    // all at once, all there is, or the last one again
    if (total === null ? count !== size || read > count : read >= total) return null;
    return { issue: `A page of the list is the same as the one before it: the master does not take "${parameter}" for the number of a page.`, is: 'unusable', isBehind: false };
  }
  const isAll = count < size && page.total !== null && read + count >= page.total;
  return isAll ? { ...page, next: null } : page;
}

function isSamePage(a: ReadPage, b: ReadPage, id: string): boolean {
  const ends = ({ items }: ReadPage): readonly (string | null)[] => [items[0], items.at(-1)].map((item) => idText(item?.[id]));
  const [first, last] = ends(b);
  return a.items.length === b.items.length && first !== null && first === ends(a)[0] && last === ends(a)[1];
}
