import { classify, messageOf } from '../engine/classify';
import type { Http } from '../engine/ports';
import { listRequest } from '../engine/request';
import { isUnprotected, resolveResource } from '../engine/resource';
import type { Settings } from '../engine/settings';
import { clock } from './ports';
import type { Session } from './session';

/** Reads each resource's list once and says in sentences what came, and what is known about the resource. */
export async function testConnection(settings: Settings, http: Http, found: Session['model']['found'], mayConnect: boolean): Promise<{ ok: boolean; lines: string[] }> {
  if (!mayConnect) return { ok: false, lines: [`The connection to ${settings.master.origin} is not approved: nothing was sent.`] };
  const lines = [`Master: ${settings.master.origin}`];
  let ok = true;
  for (const resource of settings.resources.values()) {
    const result = await http.send(listRequest(`${settings.master.baseUrl}${resource.path}`));
    const verdict = classify(result, false, clock.now());
    const isGood = verdict.is === 'success';
    ok &&= isGood;
    const what = verdict.is === 'success' ? 'answered' : messageOf(verdict);
    lines.push(`${resource.name} (GET ${resource.path}): ${result.kind === 'answer' ? result.status : result.cause} in ${Math.round(result.ms)} ms: ${what}`);
    const shape = found.get(resource.name);
    if (shape) lines.push(`  ${isUnprotected(resolveResource(resource, shape)) ? 'unprotected: no precondition, so each write reads first' : `protected by ${shape.precondition.kind}`}`);
  }
  return { ok, lines };
}
