import { posix } from 'node:path';
import type { Json } from '../../engine/json';
import type { Issue, Schemas } from '../../engine/ports';
import { SchemaError } from '../schemas';
import { ConfigNode } from './node';
import { ProblemList } from './problem';
import { checkSchema } from './checkSchema';
import { parseConfigTree } from './tree';

/** Where record schemas come from and what compiles them. */
export interface SchemaSource {
  /** Reads a file by its path relative to the configuration's folder, inside of which it lies. Throws where it cannot. */
  readonly readFile?: (path: string) => string;
  /** Without it, only what needs no compiler is checked. */
  readonly schemas?: Schemas;
}

/** Reads a resource's `schema`: JSON Schema 2020-12, or the path of a file that holds it. */
export function decodeRecordSchema(node: ConfigNode | undefined, source: SchemaSource): Json {
  if (!node) return null;
  const isFile = typeof node.node.value === 'string';
  if (!isFile && node.node.type !== 'object') {
    node.error('This must be a JSON Schema or the path of a file, as in "./accounts.schema.json".');
    return null;
  }
  const schema = isFile ? readSchema(node, source.readFile) : node.json();
  if (schema === undefined) return null;
  for (const { pointer, message } of findIssues(schema, source.schemas)) {
    if (isFile) node.error(`In this file${pointer && ` at ${pointer}`}: ${message}`);
    else node.at(pointer).error(message);
  }
  return schema;
}

function readSchema(node: ConfigNode, readFile: SchemaSource['readFile']): Json | undefined {
  const path = node.text();
  if (path === undefined) return undefined;
  const relative = posix.normalize(path);
  if (/[\\:\p{Cc}]/u.test(path) || relative.startsWith('/') || relative.split('/')[0] === '..') {
    node.error('This must be a relative path with "/" that stays inside the folder of this file, as in "./accounts.schema.json".');
    return undefined;
  }
  let text: string;
  try {
    if (!readFile) throw new Error('there is no folder to read it from');
    text = readFile(relative);
  } catch (error) {
    node.error(`This file cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
    return undefined;
  }
  const problems = new ProblemList();
  const root = parseConfigTree(text, problems);
  for (const { line, column, message } of problems.inOrder(text)) node.error(`In this file, line ${line}, column ${column}: ${message}`);
  return root && !problems.hasErrors ? new ConfigNode(root, problems).json() : undefined;
}

function findIssues(schema: Json, schemas: Schemas | undefined): readonly Issue[] {
  if (!schemas) return checkSchema(schema);
  try {
    schemas.compile(schema);
    return [];
  } catch (error) {
    if (error instanceof SchemaError) return error.issues;
    return [{ pointer: '', message: error instanceof Error ? error.message : String(error) }];
  }
}
