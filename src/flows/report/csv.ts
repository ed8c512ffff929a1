import { cells, COLUMNS, type Report } from './report';

/** The findings as CSV (RFC 4180, with a byte order mark): every cell quoted, none can be a formula (CWE-1236). */
export const reportCsv = ({ findings }: Report): string => `\ufeff${[COLUMNS, ...findings.map(cells)].map(csvLine).join('')}`;

/** One line with its end. */
export const csvLine = (texts: readonly string[]): string => `${texts.map((text) => `"${harmless(text).replaceAll('"', '""')}"`).join(',')}\r\n`;

/** Text that no spreadsheet takes for a formula. */
export const harmless = (text: string): string => (/^\s*[=+\-@\t\r\0＝＋－＠]/.test(text) ? `'${text}` : text);
