import { readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { loadSchemas } from '../schemas';
import { decodeConfig, type ConfigResult } from './decode';

/** Decodes the configuration that lies (or, unsaved, will lie) in `folder`, with its schema files. The schema compiler is loaded only where a schema is. */
export async function loadConfig(text: string, folder: string, { allowInsecureHttp = false } = {}): Promise<ConfigResult> {
  const options = { allowInsecureHttp, readFile: (path: string) => readInside(folder, path) };
  let hasSchema = false;
  const compile = (): (() => []) => {
    hasSchema = true;
    return () => [];
  };
  const result = decodeConfig(text, { ...options, schemas: { compile } });
  return hasSchema ? decodeConfig(text, { ...options, schemas: await loadSchemas() }) : result;
}

/** Links are followed first: none leads out of the folder. */
function readInside(folder: string, path: string): string {
  const file = realpathSync(join(folder, path));
  const inside = relative(realpathSync(folder), file);
  if (isAbsolute(inside) || inside.split(sep)[0] === '..') throw new Error('it lies outside the folder of the configuration');
  return readFileSync(file, 'utf8');
}
