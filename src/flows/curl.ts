import type { Exchange } from '../engine/entry';
import { REDACTED } from '../engine/exchange';

/** Set by curl itself, or by `--compressed`. */
const OWN = new Set(['host', 'connection', 'content-length', 'accept-encoding']);

/**
 * A request as a bash command that sends it again. `headers`: all that it was sent with, secrets redacted; each of those becomes
 * a variable, which the first lines name. `scheme`: of the credential in `authorization`, as in `Bearer`; null where it has none.
 */
export function curlOf({ method, requestBody, cut }: Exchange, url: string, headers: Readonly<Record<string, string>>, scheme: string | null): string {
  const comments: string[] = [];
  const fields = Object.entries(headers).filter(([name]) => !OWN.has(name)).map(([name, value]) => {
    if (value !== REDACTED) return quoted(value === '' ? `${name};` : `${name}: ${value}`);
    const variable = variableFor(name);
    comments.push(`# ${variable}: the value of ${name.replace(/[^\w-]/g, '?')} is not in the log`);
    return `${quoted(`${name}: ${name === 'authorization' && scheme !== null ? `${scheme} ` : ''}`)}"$${variable}"`;
  });
  if (cut?.request !== undefined) comments.push(`# The body was cut in the log: ${requestBody?.length ?? 0} of ${cut.request} characters`);
  if (requestBody?.includes(REDACTED) === true) comments.push(`# Sensitive fields of the body are ${REDACTED}`);
  const words = [`curl --globoff --compressed --request ${quoted(method)} ${quoted(url)}`, ...fields.map((field) => `--header ${field}`), ...(requestBody === null ? [] : [`--data-raw ${quoted(requestBody)}`])];
  return `${[...comments, words.join(' \\\n  ')].join('\n')}\n`;
}

/** One word of bash, whatever is in it: single quotes keep everything but themselves. */
export const quoted = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const variableFor = (name: string): string => (name === 'authorization' ? 'TOKEN' : name.replace(/\W/g, '_').toUpperCase().replace(/^(?=\d)/, '_'));
