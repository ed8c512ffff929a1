/** The ways in which a value may stand in a text: as it is, in an address or a form, and escaped as the common writers of JSON do it. Of a letter beyond ASCII, each case has its own. */
export const formsOf = (value: string): readonly string[] => (ASCII.test(value) ? [value] : [value, value.toUpperCase(), value.toLowerCase()]).flatMap(written);

const ASCII = /^[ -~]*$/;

function written(value: string): string[] {
  const wellFormed = value.toWellFormed();
  const uri = encodeURIComponent(wellFormed);
  const json = JSON.stringify(value).slice(1, -1);
  const jsons = [json, json.replace(/[^ -~]/g, escaped), json.replace(/[<>&]/g, escaped), json.replaceAll('\\"', '\\u0022').replace(/[^ -~]|[<>&'+`]/g, escaped)];
  return [
    value, encodeURI(wellFormed), uri, uri.replaceAll('%20', '+'), uri.replace(/[!'()*]/g, percent), uri.replace(/[!'()~]/g, percent).replaceAll('%20', '+'),
    ...jsons, ...jsons.map((text) => text.replaceAll('/', '\\/')),
  ];
}

const hex = (unit: string, digits: number): string => unit.charCodeAt(0).toString(16).padStart(digits, '0');
const escaped = (unit: string): string => `\\u${hex(unit, 4)}`;
const percent = (unit: string): string => `%${hex(unit, 2)}`;
