/** ` Did you mean "baseUrl"?` for the known name that is nearest to a mistyped one, '' where none is near. */
export function suggest(name: string, known: readonly string[]): string {
  const plain = (text: string): string => text.replace(/[-_\s]/g, '').toLowerCase();
  const best = known
    .map((candidate) => ({ candidate, distance: editDistance(plain(name), plain(candidate)) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0];
  return best ? ` Did you mean "${best.candidate}"?` : '';
}

/** Levenshtein's distance; Infinity where the length alone rules nearness out, so that a huge key costs nothing. */
function editDistance(a: string, b: string): number {
  if (a.length > 2 * b.length) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
