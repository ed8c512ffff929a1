import { canonical, without } from './canonical';
import { daysFrom1970 } from './civil';
import type { JsonObject } from './json';
import type { Hash } from './ports';
import type { Shape, VersionOrder } from './settings';

/** How one version stands to another. Opaque versions know only `same` and `different` (semantics: "stale has two subjects"). */
export type Relation = 'same' | 'newer' | 'older' | 'different';

const INTEGER = /^-?(0|[1-9]\d*)$/;
/** RFC 3339 date-time; seconds may have a fraction. */
const INSTANT = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** The order that a version value allows: integers and RFC 3339 instants are ordered, everything else is opaque. */
export function orderOf(value: unknown): Exclude<VersionOrder, 'auto'> {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return 'number';
  if (typeof value !== 'string') return 'opaque';
  if (INTEGER.test(value)) return 'number';
  return INSTANT.test(value) ? 'time' : 'opaque';
}

/** Compares a version with the one already accepted. Values that do not fit the order are compared as opaque. */
export function compareVersions(order: VersionOrder, version: string, accepted: string): Relation {
  if (version === accepted) return 'same';
  if (order === 'auto') return orderOf(version) === orderOf(accepted) ? compareVersions(orderOf(version), version, accepted) : 'different';
  if (order === 'number' && INTEGER.test(version) && INTEGER.test(accepted)) {
    const difference = BigInt(version) - BigInt(accepted);
    return difference === 0n ? 'same' : difference > 0n ? 'newer' : 'older';
  }
  if (order === 'time') {
    const [a, b] = [instant(version), instant(accepted)];
    if (a && b) return a[0] === b[0] && a[1] === b[1] ? 'same' : a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]) ? 'newer' : 'older';
  }
  return 'different';
}

/** An instant as UTC minutes since 1970 and seconds with their fraction. */
function instant(text: string): readonly [number, number] | null {
  const m = INSTANT.exec(text);
  if (!m) return null;
  const [y, mo, d, h, mi, s] = m.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const zone = m[8] ?? 'Z';
  const offset = /^[zZ]$/.test(zone) ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
  return [daysFrom1970(y, mo, d) * 1440 + h * 60 + mi - offset, s + Number(m[7] ?? 0)];
}

/** The version of a record as text, by the resource's rule; an issue sentence where it is missing or of a wrong type. */
export function readVersion(
  shape: Shape,
  content: JsonObject,
  headers: Readonly<Record<string, string>>,
  hash: Hash,
): { readonly version: string | null } | { readonly issue: string } {
  const rule = shape.version;
  switch (rule.from) {
    case 'field': {
      const value = content[rule.field];
      if (value === undefined || value === null) return { issue: `the version field "${rule.field}" is missing` };
      if (typeof value !== 'number' && typeof value !== 'string') return { issue: `the version "${rule.field}" is neither a number nor a text` };
      if (rule.order === 'number' && orderOf(value) !== 'number') return { issue: `the version "${rule.field}" is not a whole number` };
      return { version: String(value) };
    }
    case 'header':
      return { version: headers[rule.header.toLowerCase()] ?? null };
    case 'hash':
      return { version: hash(canonical(without(content, shape.serverOwned))).slice(0, 16) };
  }
}

/** The order of a resource's versions. */
export const versionOrder = (shape: Shape): VersionOrder => (shape.version.from === 'field' ? shape.version.order : 'opaque');

/** A strong ETag as it stands, quotes included; null for a weak, malformed or missing one (RFC 9110 8.8.3). */
export const strongEtag = (headers: Readonly<Record<string, string>>): string | null => {
  const etag = headers['etag'];
  return etag !== undefined && /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(etag) ? etag : null;
};
