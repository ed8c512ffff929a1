/** Text from outside as a label, title or message may show it: on one line, without control and bidi characters, and without links, which notifications would make clickable (F13). */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, ' ')
    .replaceAll('](', '] (');
}
