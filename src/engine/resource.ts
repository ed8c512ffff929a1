import { unescaped } from './list';
import type { ResourceSettings, Shape } from './settings';

/** A resource with everything known: what the configuration says, else what was found by looking. */
export interface Resource extends Omit<ResourceSettings, 'shape'> {
  readonly shape: Shape;
  /** `shape.serverOwned` as a set: fields that are not compared. */
  readonly uncompared: ReadonlySet<string>;
}

/** What is assumed where nothing was said and nothing could be found: the careful choices. */
export const UNKNOWN_SHAPE: Shape = {
  id: 'id',
  version: { from: 'hash' },
  precondition: { kind: 'read-first' },
  checksum: null,
  list: { style: 'single', items: '' },
  serverOwned: ['id'],
  etagIsVersion: false,
};

/** Joins configuration and findings; the configuration wins. A list with sensitive keys counts as one field, since keys are in the names that are shown. */
export function resolveResource(settings: ResourceSettings, found: Shape = UNKNOWN_SHAPE): Resource {
  const shape = { ...found, ...settings.shape };
  const own = new Set([...shape.serverOwned, shape.id]);
  if (shape.version.from === 'field') own.add(shape.version.field);
  if (shape.checksum) own.add(shape.checksum.field);
  const listKeys = new Map([...settings.listKeys].filter(([list, key]) => ![...list.split('/').map(unescaped), key].some((name) => settings.sensitive.includes(name))));
  return { ...settings, listKeys, shape: { ...shape, serverOwned: [...own] }, uncompared: own };
}

/** True when writes of this resource cannot carry a version: between reading and writing, another's change can be lost. */
export const isUnprotected = (resource: Resource): boolean => resource.shape.precondition.kind === 'read-first';
