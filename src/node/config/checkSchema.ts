import { isObject, type Json } from '../../engine/json';
import type { Issue } from '../../engine/ports';
import { complainAboutPattern } from './pattern';
import { suggest } from './suggest';

/** JSON Schema 2020-12 keywords by what they hold. */
const SCHEMA_MAPS = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'];
const SCHEMA_LISTS = ['prefixItems', 'allOf', 'anyOf', 'oneOf'];
const SCHEMAS = ['items', 'contains', 'additionalProperties', 'propertyNames', 'if', 'then', 'else', 'not', 'unevaluatedItems', 'unevaluatedProperties', 'contentSchema'];
const REFERENCES = ['$ref', '$dynamicRef'];
const KEYWORDS = [
  ...SCHEMA_MAPS, ...SCHEMA_LISTS, ...SCHEMAS, ...REFERENCES,
  '$schema', '$id', '$anchor', '$dynamicAnchor', '$comment', '$vocabulary',
  'type', 'enum', 'const', 'multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength', 'minLength', 'pattern',
  'maxItems', 'minItems', 'uniqueItems', 'maxContains', 'minContains', 'maxProperties', 'minProperties', 'required', 'dependentRequired',
  'title', 'description', 'markdownDescription', 'default', 'deprecated', 'readOnly', 'writeOnly', 'examples', 'example',
  'format', 'contentEncoding', 'contentMediaType',
];
const DIALECT = /^https:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/;

/** One segment of an RFC 6901 pointer. */
export const segment = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** What a compiler would pass over or fetch: unknown keywords (`x-…` may stand), other dialects, references that leave the schema, patterns that may take for ever. */
export function checkSchema(schema: Json, pointer = ''): Issue[] {
  if (!isObject(schema)) {
    return typeof schema === 'boolean' ? [] : [{ pointer, message: 'A schema is an object, true or false.' }];
  }
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const place = pointer + segment(keyword);
    if (SCHEMA_MAPS.includes(keyword) && isObject(value)) {
      return Object.entries(value).flatMap(([name, child]) => [
        ...complain(place + segment(name), keyword === 'patternProperties' ? complainAboutPattern(name) : undefined),
        ...complain(place + segment(name), keyword === 'properties' && name === '__proto__' ? 'A schema cannot describe a field "__proto__".' : undefined),
        ...checkSchema(child, place + segment(name)),
      ]);
    }
    if (SCHEMA_LISTS.includes(keyword) && Array.isArray(value)) return value.flatMap((child: Json, i) => checkSchema(child, place + segment(String(i))));
    if (SCHEMAS.includes(keyword)) return checkSchema(value, place);
    return complain(place, complainAboutKeyword(keyword, value));
  });
}

const complain = (pointer: string, message: string | undefined): Issue[] => (message === undefined ? [] : [{ pointer, message }]);

function complainAboutKeyword(keyword: string, value: Json): string | undefined {
  if (!KEYWORDS.includes(keyword)) {
    return keyword.startsWith('x-') ? undefined : `JSON Schema 2020-12 has no keyword ${JSON.stringify(keyword.slice(0, 40))}.${suggest(keyword, KEYWORDS)}`;
  }
  if (typeof value !== 'string') return undefined;
  if (REFERENCES.includes(keyword) && !value.startsWith('#')) return 'A reference must stay inside this schema: it begins with "#", as in "#/$defs/address". Nothing is fetched.';
  if (keyword === '$schema' && !DIALECT.test(value)) return 'Only JSON Schema 2020-12 is understood: "https://json-schema.org/draft/2020-12/schema".';
  return keyword === 'pattern' ? complainAboutPattern(value) : undefined;
}
