/** The target of the first `rel=next` of a `Link` header (RFC 8288), as it stands; null for none. Linear, and never throws. */
export function nextLink(header: string | undefined): string | null {
  let rest = header ?? '';
  for (;;) {
    const open = rest.indexOf('<');
    const close = rest.indexOf('>', open);
    if (open < 0 || close < 0) return null;
    const target = rest.slice(open + 1, close);
    const end = endOfLink(rest, close + 1);
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(rest.slice(close + 1, end));
    const names = (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/);
    if (names.includes('next')) return target;
    rest = rest.slice(end + 1);
  }
}

/** Where the comma after a link stands, quoted commas aside. */
function endOfLink(text: string, from: number): number {
  let isQuoted = false;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '"') isQuoted = !isQuoted;
    else if (c === '\\' && isQuoted) i++;
    else if (c === ',' && !isQuoted) return i;
  }
  return text.length;
}
