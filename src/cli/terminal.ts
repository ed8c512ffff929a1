/** Control characters but for a line's end and a tab, and those that turn the direction of writing around. */
const STEERS = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Text that a terminal only shows: what would steer it is written out, as JSON does, so that JSON says the same. */
export const harmless = (text: string): string => text.replace(STEERS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Takes away the line that the cursor is in. */
const CLEAR = '\r\u001b[K';

/** Shows how far something is in a line that the next one overwrites, '' takes it away; nothing where nobody watches. */
export const showProgress = (line: string): void => void (process.stderr.isTTY && process.stderr.write(`${CLEAR}${line}`));

/** Says a line beside the output, in place of what shows how far something is. */
export const warn = (line: string): void => void process.stderr.write(`${process.stderr.isTTY ? CLEAR : ''}${harmless(line)}\n`);
