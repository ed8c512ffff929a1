import { cells, COLUMNS, type Report } from './report';

/** The findings as CSV (RFC 4180, with a byte order mark): every cell quoted, none can be a formula (CWE-1236). */
export const reportCsv = ({ findings }: Report): string =>
  `\ufeff${[COLUMNS, ...findings.map(cells)].map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;

const csvCell = (text: string): string => `"${(/^\s*[=+\-@\t\r\0＝＋－＠]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
