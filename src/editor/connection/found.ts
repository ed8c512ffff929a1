import { resolveResource } from '../../engine/resource';
import type { ListRule, ResourceSettings, Settings, Shape, VersionRule } from '../../engine/settings';
import { plain } from '../plain';

/** What is known about each resource, as JSON with comments that can be pasted into the configuration: each line says whether it was configured or how it was found. */
export function describeFound(settings: Settings, found: ReadonlyMap<string, Shape>): string {
  const resources = [...settings.resources.values()].map((resource) => describeResource(resource, found.get(resource.name)));
  return `// What is known about the resources of ${plain(settings.master.origin)}.\n// What was found by looking holds until the configuration says otherwise.\n{\n  "resources": {\n${resources.join(',\n')}\n  }\n}\n`;
}

function describeResource(settings: ResourceSettings, found: Shape | undefined): string {
  const { name, path, shape: given } = settings;
  const head = `    ${JSON.stringify(name)}: {`;
  if (!found) return `${head}\n      // Not looked at yet: pull, or test the connection.\n      "path": ${JSON.stringify(path)}\n    }`;
  const { shape } = resolveResource(settings, found);
  const members: { key: string; value: unknown; how: string }[] = [
    { key: 'path', value: path, how: 'as configured' },
    { key: 'id', value: shape.id, how: given.id === undefined ? 'found: the field that every item of the list has its own value in' : 'as configured' },
    { key: 'version', value: writeVersion(shape.version), how: given.version ? 'as configured' : sayVersion(shape.version) },
    { key: 'precondition', value: writePrecondition(shape), how: `${given.precondition ? 'as configured' : 'found'}: ${sayPrecondition(shape)}` },
    { key: 'checksum', value: shape.checksum ?? false, how: given.checksum === undefined ? (shape.checksum ? 'found: it fits the content of what was read' : 'found none: V7 is not configured') : 'as configured' },
    { key: 'list', value: writeList(shape.list), how: given.list ? 'as configured' : sayList(shape.list) },
    { key: 'serverOwned', value: shape.serverOwned, how: `${given.serverOwned ? 'as configured, with id, version and checksum' : 'found'}: not compared, the master sets them` },
  ];
  const lines = members.map(({ key, value, how }, i) => `      "${key}": ${JSON.stringify(value)}${i < members.length - 1 ? ',' : ''} // ${plain(how)}`);
  return `${head}\n${lines.join('\n')}\n    }`;
}

/** As the configuration file writes it. */
function writeVersion(version: VersionRule): unknown {
  switch (version.from) {
    case 'field':
      return version.order === 'auto' ? version.field : { field: version.field, order: version.order };
    case 'header':
      return { header: version.header };
    case 'hash':
      return 'hash';
  }
}

function sayVersion(version: VersionRule): string {
  switch (version.from) {
    case 'field':
      return 'found: a field that every write changes';
    case 'header':
      return 'found: no field holds a version, but the answers have this header';
    case 'hash':
      return 'found no version: the content is compared by its hash';
  }
}

function writePrecondition({ precondition }: Shape): unknown {
  switch (precondition.kind) {
    case 'body':
      return { body: precondition.field };
    case 'query':
      return { query: precondition.parameter };
    case 'if-match':
    case 'read-first':
      return precondition.kind;
  }
}

function sayPrecondition({ precondition }: Shape): string {
  switch (precondition.kind) {
    case 'if-match':
      return 'a write carries the ETag, and the master refuses it when someone else wrote meanwhile';
    case 'body':
    case 'query':
      return 'a write carries the version, and the master refuses it when someone else wrote meanwhile';
    case 'read-first':
      return 'UNPROTECTED, the master is read before each write, and someone else may still write in between';
  }
}

/** The rule as the configuration file writes it: members that are empty are left out. */
const writeList = (list: ListRule): unknown => Object.fromEntries(Object.entries(list).filter(([, value]) => value !== ''));

function sayList(list: ListRule): string {
  switch (list.style) {
    case 'single':
      return 'found: the list comes in one answer';
    case 'link':
      return 'found: the next page is named by a Link header (RFC 8288)';
    case 'next':
      return 'found: the next page is named in the body';
    case 'cursor':
    case 'page':
      return 'found: the next page is asked for with a query parameter';
  }
}
