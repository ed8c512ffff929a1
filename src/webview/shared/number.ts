const whole = new Intl.NumberFormat('en-US');
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** A count in full: "9,706". */
export const full = (count: number): string => whole.format(count);

/** A count in the room of a drawing: in full below a million, then "1.2M". */
export const brief = (count: number): string => (count < 1_000_000 ? whole : compact).format(count);

/** "1 record", "4 records". */
export const many = (count: number, noun: string): string => `${full(count)} ${noun}${count === 1 ? '' : 's'}`;
