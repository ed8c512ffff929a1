import { strict as assert } from 'node:assert';
import { Ajv } from 'ajv';
import schema from '../../../media/reconciliation.schema.json';
import { decodeConfig } from '../../../src/node/config/decode';
import { LEGAL, MISTAKES } from './examples';

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
const validate = ajv.compile(schema);

/** Every schema inside the schema, with its pointer. */
function walk(node: unknown, pointer = ''): { pointer: string; node: Record<string, unknown> }[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.entries(node).flatMap(([key, child]) => (['examples', 'enum', 'default', 'const'].includes(key) ? [] : walk(child, `${pointer}/${key}`)));
  return Array.isArray(node) ? inner : [{ pointer, node: node as Record<string, unknown> }, ...inner];
}

/** A snippet's body as it stands after every tab stop was accepted; `"^${1:200}"` is a value without quotes. */
const expand = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body).replace(/"\^\$\{\d+:([^}]*)\}"/g, '$1').replace(/\$\{\d+:([^}]*)\}/g, '$1'));

describe('media/reconciliation.schema.json', () => {
  for (const [name, config] of LEGAL) it(`takes ${name}`, () => assert.ok(validate(config), ajv.errorsText(validate.errors)));

  for (const { name, config, onlyDecoder } of MISTAKES) {
    if (!onlyDecoder) it(`refuses ${name}`, () => assert.equal(validate(config), false));
  }

  it('takes what only the decoder can judge, so that those examples stay marked rightly', () => {
    for (const { name, config, onlyDecoder } of MISTAKES) if (onlyDecoder) assert.ok(validate(config), name);
  });

  it('describes every setting', () => {
    const properties = walk(schema).filter(({ pointer }) => /\/properties\/[^/]+$/.test(pointer) && !pointer.includes('/oneOf/'));
    const silent = properties.filter(({ pointer, node }) => !('description' in node) && !pointer.endsWith('/list/properties/style')).map(({ pointer }) => pointer);
    assert.deepEqual(silent, []);
  });

  it('has one description for each word of an enumeration', () => {
    for (const { pointer, node } of walk(schema)) {
      if (Array.isArray(node['enumDescriptions'])) assert.equal(node['enumDescriptions'].length, Array.isArray(node['enum']) ? node['enum'].length : 0, pointer);
    }
  });

  it('has defaults, examples and snippets that it takes itself', () => {
    for (const { pointer, node } of walk(schema)) {
      const { examples = [], defaultSnippets = [] } = node as { examples?: unknown[]; defaultSnippets?: { body: unknown }[] };
      const values = [...('default' in node ? [node['default']] : []), ...examples, ...defaultSnippets.map(({ body }) => expand(body))];
      for (const value of values) {
        const check = ajv.compile({ ...node, definitions: schema.definitions });
        assert.ok(check(value), `${pointer}: ${JSON.stringify(value)}: ${ajv.errorsText(check.errors)}`);
      }
    }
  });

  it('offers the smallest file, which the decoder takes', () => {
    const smallest = expand(schema.defaultSnippets[0]?.body);
    assert.ok(decodeConfig(JSON.stringify(smallest)).settings);
  });

  it('names the defaults that the decoder fills in', () => {
    const { settings } = decodeConfig(JSON.stringify(LEGAL[0]?.[1]));
    assert.ok(settings);
    const defaultsOf = (section: { properties: object }): unknown =>
      Object.fromEntries(Object.entries(section.properties).map(([key, value]) => [key, (value as { default: unknown }).default]));
    const { sync, timeouts, retry, conflicts, alerts } = schema.properties;
    assert.deepEqual(defaultsOf(alerts.properties.levels), settings.alerts.levels);
    assert.deepEqual(defaultsOf(alerts.properties.routes), settings.alerts.routes);
    const a = alerts.properties;
    assert.deepEqual([a.successRate.default, ...[a.pending, a.stall, a.repeat].map((one) => one.default * 60_000)], [settings.alerts.successRate, settings.alerts.pendingMs, settings.alerts.stallMs, settings.alerts.repeatMs]);
    const ms = (seconds: unknown): number => Number(seconds) * 1000;
    assert.deepEqual(defaultsOf(sync), settings.sync);
    assert.deepEqual(defaultsOf(conflicts), settings.conflicts);
    const t = timeouts.properties;
    assert.deepEqual({ connect: ms(t.connect.default), headers: ms(t.headers.default), body: ms(t.body.default), total: ms(t.total.default) }, settings.timeouts);
    const r = retry.properties;
    assert.deepEqual(
      { retries: r.retries.default, baseMs: ms(r.base.default), factor: r.factor.default, capMs: ms(r.cap.default), jitter: r.jitter.default },
      settings.retry,
    );
  });
});
