import { readFileSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Settings } from '../engine/settings';
import type { Routes } from '../node/alerts/routes';
import { loadConfig } from '../node/config/load';
import { openSession } from '../node/openSession';
import type { Session } from '../node/session';
import { StoreError } from '../node/store/errors';
import { warn } from './terminal';
import { UsageError } from './usage';

/** The options that every command has. */
export interface Common {
  readonly config?: string | undefined;
  readonly store?: string | undefined;
  readonly json?: boolean | undefined;
  readonly 'allow-insecure-http'?: boolean | undefined;
}

/** `send`: jobs run; `read`: the master is only read; `alert`: nothing but alerts is sent; `offline`: nothing is sent; `look`: the store is only looked at. */
export type Access = 'send' | 'read' | 'alert' | 'offline' | 'look';

/** Opens the store of the configuration for one command. Throws `UsageError` for what a person has to put right first. */
export async function open(common: Common, access: Access): Promise<Session> {
  const allowInsecureHttp = common['allow-insecure-http'] === true;
  const { path, settings } = await readConfig(common.config ?? 'reconciliation.json', allowInsecureHttp);
  const { origin } = settings.master;
  try {
    return await openSession({
      settings: access === 'read' ? { ...settings, sync: { ...settings.sync, readOnly: true } } : settings,
      configPath: path,
      ...(common.store !== undefined && { storeDir: resolve(common.store) }),
      credentials: tokenOf(origin),
      keepAlive: true,
      allowInsecureHttp,
      mayConnect: () => access === 'send' || access === 'read',
      ...(access !== 'look' && access !== 'offline' && { routes: async () => routesFrom(process.env) }),
      ...(access === 'look' && { readOnly: true }),
      ...(access !== 'send' && { isPassing: true }),
    });
  } catch (error) {
    throw error instanceof StoreError ? new UsageError(error.message) : error;
  }
}

async function readConfig(file: string, allowInsecureHttp: boolean): Promise<{ path: string; settings: Settings }> {
  let text: string;
  let path: string;
  try {
    path = realpathSync(file);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'There is no such file' : 'It cannot be read';
    throw new UsageError(`${file}: ${why}. Name the configuration with --config FILE.`);
  }
  const { settings, problems } = await loadConfig(text, dirname(path), { allowInsecureHttp });
  const lines = problems.map(({ line, column, severity, message }) => `${file}:${line}:${column}: ${severity}: ${message}`);
  if (!settings) throw new UsageError(lines.join('\n'));
  for (const line of lines) warn(line);
  return { path, settings };
}

/** Reads the token of an origin; says once where it is looked for, when it is not there. */
function tokenOf(origin: string): () => Promise<string | undefined> {
  const variable = tokenVariable(origin);
  let isSaid = false;
  return async () => {
    const token = process.env[variable];
    if (token === undefined && !isSaid) warn(`The token for ${origin} is taken from the environment variable ${variable}, which is not set.`);
    isSaid = true;
    return token;
  };
}

/** Where alerts go to, by the environment alone. */
function routesFrom(env: NodeJS.ProcessEnv): Routes {
  const { RECONCILE_ALERT_WEBHOOK: webhook, RECONCILE_ALERT_EMAIL: to, RECONCILE_ALERT_FROM: from, RECONCILE_SMTP_URL: server } = env;
  return { webhook, ...(to && server && { email: { to, from: from ?? to.split(',')[0] ?? '', server } }) };
}

/** The environment variable that holds the token of an origin, with its port spelled out. */
export function tokenVariable(origin: string): string {
  const { protocol, hostname, port } = new URL(origin);
  const parts = [protocol.replace(':', ''), hostname, port || (protocol === 'https:' ? '443' : '80')];
  return `RECONCILE_TOKEN_${parts.join('_').replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
}
