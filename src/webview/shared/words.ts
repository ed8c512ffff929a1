/** What the master answered, for a narrow place: what begins each such sentence says nothing there. */
export const answer = (message: string): string => message.replace(/^The master answered (?=\d)/, '');

/** The same without its status, beside which it stands. */
export const reason = (message: string): string => message.replace(/^The master answered \d+ /, '');

/** The same of a pattern, with an ellipsis for what differs from error to error. */
export const alike = (pattern: string): string => pattern.replace(/^The master answered # /, '').replaceAll('#', '…');
