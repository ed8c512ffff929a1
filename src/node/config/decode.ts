import type { Settings } from '../../engine/settings';
import { decodeAlerts } from './alerts';
import { decodeAudit, decodeConflicts, decodeLog, decodeSchedules, decodeRetry, decodeSync, decodeTimeouts } from './globals';
import { decodeMaster } from './master';
import { ConfigNode } from './node';
import { ProblemList, type ConfigProblem } from './problem';
import type { SchemaSource } from './recordSchema';
import { decodeResources } from './resource';
import { parseConfigTree } from './tree';

/** The world around the file. */
export interface ConfigOptions extends SchemaSource {
  /** The user's own setting, never the workspace's: `http:` may leave this machine. */
  readonly allowInsecureHttp?: boolean;
}

/** The settings with warnings, or everything that is wrong, in the order of the text. */
export type ConfigResult =
  | { readonly settings: Settings; readonly problems: readonly ConfigProblem[] }
  | { readonly settings: null; readonly problems: readonly ConfigProblem[] };

const SMALLEST = '{ "master": { "baseUrl": "http://127.0.0.1:4010" }, "resources": { "accounts": { "path": "/accounts" } } }';

/** Decodes the text of `reconciliation.json`. Never throws; one error anywhere means no settings. */
export function decodeConfig(text: string, options: ConfigOptions = {}): ConfigResult {
  const problems = new ProblemList();
  const tree = parseConfigTree(text, problems);
  const settings = tree && decodeRoot(new ConfigNode(tree, problems), options);
  if (!tree && !problems.hasErrors) problems.add('error', { offset: 0, length: 0 }, '', `The file is empty. The smallest useful one is ${SMALLEST}.`);
  return settings && !problems.hasErrors ? { settings, problems: problems.inOrder(text) } : { settings: null, problems: problems.inOrder(text) };
}

function decodeRoot(root: ConfigNode, { allowInsecureHttp = false, ...source }: ConfigOptions): Settings | undefined {
  const fields = root.fields(['$schema', 'master', 'resources', 'sync', 'timeouts', 'retry', 'conflicts', 'audit', 'log', 'schedules', 'alerts']);
  return (
    fields && {
      master: decodeMaster(root.required(fields, 'master', '"master": { "baseUrl": "https://api.example.com/v1" }'), allowInsecureHttp),
      resources: decodeResources(root.required(fields, 'resources', '"resources": { "accounts": { "path": "/accounts" } }'), source),
      sync: decodeSync(fields.get('sync')),
      timeouts: decodeTimeouts(fields.get('timeouts')),
      retry: decodeRetry(fields.get('retry')),
      conflicts: decodeConflicts(fields.get('conflicts')),
      audit: decodeAudit(fields.get('audit')),
      log: decodeLog(fields.get('log')),
      schedules: decodeSchedules(fields.get('schedules')),
      alerts: decodeAlerts(fields.get('alerts')),
    }
  );
}
