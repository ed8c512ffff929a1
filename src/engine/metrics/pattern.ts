/** What is read of a message, and what is kept of a pattern, in UTF-16 units. */
const READ = 400;
const KEPT = 160;

const QUOTED = /"[^"]*"|“[^”]*”|‘[^’]*’|«[^»]*»|`[^`]*`|(?<!\w)'[^']*'(?!\w)/g;
/** A query behind a path. */
const QUERY = /(\/[^\s?"'<>]*)\?[^\s"'<>]+/g;
const VARIABLE = new RegExp(
  [
    /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/, // UUID
    /\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? \d{1,2}[ -][a-z]{3,9}[ -]\d{2,4} [\d:]+(?: (?:gmt|utc|[+-]\d{4}))?/, // HTTP date
    /\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:z|[+-]\d\d:?\d\d)?)?/, // ISO 8601
    /\b[0-9a-f]*(?:\d[a-f]|[a-f]\d)[0-9a-f]*\b(?<=\w{6})/, // hex
    /(?<![a-z_])[-+]?\d\w*(?:[.,:]\d\w*)*/, // number, clock time, IP address, 12ms, 0x1f
    /\b[a-z_]\w*?\d\w*?\d\w*/, // cus_9s6XKz8i3: a word with two digits is an id; `line1` is a name
  ].map(({ source }) => source).join('|'),
  'gi',
);
const LISTED = /#(?:[\s,;]+#)+/g;

/** A message with ids, numbers, times and quoted values taken out, so that alike errors read alike (D7's error pattern detector). `id`: of the record that it is about. */
export function patternOf(message: string, id: string): string {
  const text = withoutId(message.slice(0, READ), id).replace(QUOTED, '"…"').replace(QUERY, '$1').replace(VARIABLE, '#').replace(LISTED, '#').replace(/\s+/g, ' ').trim();
  return text.length > KEPT ? `${text.slice(0, KEPT - 1)}…` : text;
}

/** Takes out the record's own id where it stands by itself; one of a letter or two may be a word. */
function withoutId(message: string, id: string): string {
  let text = message;
  if (id.length < 3) return text;
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
    const isAlone = !/\w/.test(text[at - 1] ?? '') && !/\w/.test(text[at + id.length] ?? '');
    if (isAlone) text = `${text.slice(0, at)}#${text.slice(at + id.length)}`;
  }
  return text;
}
