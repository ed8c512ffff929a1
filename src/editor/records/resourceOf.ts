import { resolveResource, type Resource } from '../../engine/resource';
import type { Session } from '../../node/session';

/** A resource as it is configured and was found; null when the configuration has none of this name. */
export function resourceOf({ settings, model }: Session, name: string): Resource | null {
  const configured = settings.resources.get(name);
  return configured ? resolveResource(configured, model.found.get(name)) : null;
}
