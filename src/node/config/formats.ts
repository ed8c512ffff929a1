/** RFC 3339 full-date, with the days that the month has. */
function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

/** RFC 3339 date-time; a leap second (60) may stand. */
const isDateTime = (text: string): boolean =>
  isDate(text.slice(0, 10)) && /^[Tt ]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/.test(text.slice(10));

/** The values of `format` that are checked. Any other is an annotation, as JSON Schema 2020-12 has it. */
export const formats = {
  date: isDate,
  'date-time': isDateTime,
  email: /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)*$/,
  uri: /^[A-Za-z][A-Za-z\d+.-]*:[^\s<>"{}|\\^`]*$/,
  uuid: /^[\dA-Fa-f]{8}(-[\dA-Fa-f]{4}){3}-[\dA-Fa-f]{12}$/,
};
