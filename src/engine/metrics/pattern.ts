/** What is read of a message, and what is kept of a pattern, in UTF-16 units. */
const READ = 400;
const KEPT = 160;

/** A quoted value; `end`: what ends one beside its closing quote. */
const quoted = (end: string): RegExp =>
  new RegExp(
    [
      String.raw`(?<!\\)\\"[^]*?(?:(?<!\\)\\"|${end})`, // in JSON that is itself quoted
      String.raw`"(?:[^"\\]|\\[^])*(?:"|${end})|"[^"]*"`, // with \" inside, or with \ at its end
      `“[^”]*(?:”|${end})|„[^“”]*(?:[“”]|${end})|‘[^’]*(?:’|${end})|«[^»]*(?:»|${end})|\`[^\`]*(?:\`|${end})`,
      String.raw`(?<!\w)'[^']*(?:'(?!\w)|${end})`,
    ].join('|'),
    'g',
  );
const QUOTED = quoted('(?!)');
/** In a message that was cut, the last quote may be open. */
const QUOTED_OR_CUT = quoted('$');
/** A query behind a path. */
const QUERY = /(\/[^\s?"'<>]*)\?[^\s"'<>]+/g;
/** A long id of letters in both cases, digits, `-` and `_`, as nanoid makes them. */
const OPAQUE = /(?<![\w-])(?=[\w-]{16})(?=[\w-]*[a-z][A-Z])(?=[\w-]*\d[\w-]*\d)[\w-]+/g;

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
const TIME = String.raw`\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[ap](?:m\b|\.m\.))?(?: ?(?:z|gmt|utc|[+-]\d\d:?\d\d)\b)?(?!\w|[.,:]\d)`;
const HEX4 = '[0-9a-f]{1,4}';
const VARIABLE = new RegExp(
  [
    String.raw`(?<![^\s@"'<>(),;:/])[^\s@"'<>(),;:/]+@(?:[a-z\d-]+\.)+[a-z]{2,}`, // e-mail address
    String.raw`\b(?=\w*-)\w*[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}`, // UUID, and what is before it
    String.raw`\b(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?(?:\d{1,2}[ -]${MONTH}[ -]\d{2,4}|${MONTH} \d{1,2},? \d{4})(?:(?:,| at)? ${TIME})?`, // date in words
    String.raw`\d{4}-\d\d-\d\d(?:[t ]${TIME})?`, // ISO 8601
    String.raw`\bp(?=t?\d)(?:\d+[ymwd])*(?:t(?:\d+(?:[.,]\d+)?[hms])+)?\b`, // its durations
    String.raw`\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b`, // MAC address
    String.raw`(?<![\w:])(?=[0-9a-f:]*\d)(?:(?:${HEX4}:){7}${HEX4}|(?:${HEX4}(?::${HEX4})*)?::(?:${HEX4}(?::${HEX4})*)?(?:\.\d{1,3}){0,3})(?!\w)`, // IPv6 address
    String.raw`\b${TIME}`, // clock time
    String.raw`\b[0-9a-f]*(?:\d[a-f]|[a-f]\d)[0-9a-f]*\b(?<=\w{6})|\b[a-f]{8,}\b`, // hex
    String.raw`(?<![a-z_])[-+]?\d\w*(?:[.,:]\d\w*)*`, // number, IP address, 12ms, 0x1f
    String.raw`\b[a-z_]\w*?\d\w*?\d\w*`, // cus_9s6XKz8i3: a word with two digits is an id; `line1` is a name
  ].join('|'),
  'gi',
);
const LISTED = /#(?:[\s,;]+#)+/g;

/** A message with ids, numbers, times and quoted values taken out, so that alike errors read alike (D7's error pattern detector). `id`: of the record that it is about. */
export function patternOf(message: string, id: string): string {
  const read = withoutId(withoutId(message.slice(0, READ), encodeURIComponent(id.toWellFormed())), id);
  const text = read.replace(message.length > READ ? QUOTED_OR_CUT : QUOTED, '"…"').replace(QUERY, '$1').replace(OPAQUE, '#').replace(VARIABLE, '#').replace(LISTED, '#').replace(/\s+/g, ' ').trim();
  return text.length > KEPT ? `${text.slice(0, KEPT - 1)}…` : text;
}

/** Takes out the record's own id where it stands by itself; one of a letter or two may be a word, but not where it follows its resource and a slash. */
function withoutId(message: string, id: string): string {
  let text = message;
  if (id === '') return text;
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
    const isAlone = !/\w/.test(text[at - 1] ?? '') && !/\w/.test(text[at + id.length] ?? '');
    if (isAlone && (id.length > 2 || /\w\//.test(text.slice(Math.max(0, at - 2), at)))) text = `${text.slice(0, at)}#${text.slice(at + id.length)}`;
  }
  return text;
}
