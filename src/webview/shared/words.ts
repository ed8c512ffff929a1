/** What the master answered, for a narrow place: what begins each such sentence says nothing there. */
export const answer = (message: string): string => message.replace(/^The master answered (?=\d)/, '');

/** The same without its status, beside which it stands: as it came, or as a pattern. */
export const reason = (message: string): string => message.replace(/^The master answered (\d+|#) /, '');
