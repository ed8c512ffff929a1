import type { ErrorObject } from 'ajv/dist/2020.js';
import { isObject, type Json } from '../engine/json';
import type { Issue, Schemas } from '../engine/ports';
import { formats } from './config/formats';
import { checkSchema, segment } from './config/checkSchema';

/** A record schema that cannot be used. Pointers lead into the schema. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  constructor(readonly issues: readonly Issue[]) {
    super(issues.map(({ pointer, message }) => (pointer ? `${pointer}: ${message}` : message)).join(' '));
  }
}

/** One value of each type: a schema that refers to itself without end shows it on one of them. */
const PROBES: readonly Json[] = [null, true, 0, '', [], {}];

/** The `Schemas` port on ajv (JSON Schema 2020-12), which is loaded here and not before. `compile` throws `SchemaError`. */
export async function loadSchemas(): Promise<Schemas> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  // Unknown keywords are `checkSchema`'s; ajv's strict mode would also refuse harmless ones, and unknown formats.
  const options = { allErrors: true, strict: false, logger: false, formats } as const;
  const meta = new Ajv2020(options);
  return {
    compile(schema) {
      const bad = checkSchema(schema);
      if (bad.length > 0 || !(isObject(schema) || typeof schema === 'boolean')) throw new SchemaError(bad);
      if (meta.validateSchema(schema) !== true) throw new SchemaError(firstPerPlace(toIssues(meta.errors)));
      // A compiler for each schema: nothing is kept for a configuration that is gone, and two schemas may have one $id.
      const ajv = new Ajv2020({ ...options, validateSchema: false, ownProperties: true, multipleOfPrecision: 9 });
      try {
        const validate = ajv.compile(schema);
        const check = (value: Json): readonly Issue[] => (validate(value) ? [] : toIssues(validate.errors));
        PROBES.forEach(check);
        return (value) => {
          try {
            return check(value);
          } catch (error) {
            return [{ pointer: '', message: `This value cannot be checked against the schema: ${reasonOf(error)}` }];
          }
        };
      } catch (error) {
        throw new SchemaError([{ pointer: '', message: reasonOf(error) }]);
      }
    },
  };
}

/** What ajv throws: a reference to nothing, or the overflow of a reference cycle. */
function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return 'the schema refers to itself without end.';
  return `${error instanceof Error ? error.message : String(error)}.`;
}

/** A wrong value breaks several branches of the meta-schema; the first says enough. */
const firstPerPlace = (issues: readonly Issue[]): Issue[] => [...new Map([...issues].reverse().map((issue) => [issue.pointer, issue])).values()].reverse();

const toIssues = (errors: readonly ErrorObject[] | null | undefined): Issue[] => (errors ?? []).map(toIssue);

/** ajv's error with the pointer of the field itself: a missing or unexpected one is not its parent's fault. */
function toIssue({ instancePath, keyword, params, message = 'is wrong' }: ErrorObject): Issue {
  const inner: unknown = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty ?? params.propertyName;
  const pointer = instancePath + (typeof inner === 'string' ? segment(inner) : '');
  return { pointer, keyword, message: `${sentence(keyword, params, message)}.` };
}

function sentence(keyword: string, params: ErrorObject['params'], message: string): string {
  switch (keyword) {
    case 'required':
    case 'dependentRequired':
      return 'This required field is missing';
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'This field is not in the schema';
    case 'enum':
      return `Must be one of ${JSON.stringify(params.allowedValues)}`;
    case 'const':
      return `Must be ${JSON.stringify(params.allowedValue)}`;
    default:
      return message.charAt(0).toUpperCase() + message.slice(1);
  }
}
